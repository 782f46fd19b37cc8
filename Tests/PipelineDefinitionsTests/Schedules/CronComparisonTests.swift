import Broker
import Foundation
import PipelineDefinitions
import Testing

/// The same numbers for the same seed (a linear congruential generator with mixed output).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }
}

@Suite("Instants of cron expressions")
struct CronComparisonTests {
    /// An expression as text and, made beside it, as the numbers it names.
    private struct Sample {
        var text: String
        var minutes, hours, days, months, weekdays: Set<Int>
        var isHourWildcard, isEitherDay: Bool

        init(using dice: inout Dice) {
            let minute = Sample.field(0...59, 50, &dice)
            let hour = Sample.field(0...23, 30, &dice)
            let day = Sample.field(1...31, 60, &dice)
            let month = Sample.field(1...12, 80, &dice)
            let weekday = Sample.field(0...6, 60, &dice)
            text = [minute, hour, day, month, weekday].map(\.text).joined(separator: " ")
            (minutes, hours, days) = (minute.numbers, hour.numbers, day.numbers)
            (months, weekdays) = (month.numbers, weekday.numbers)
            isHourWildcard = hour.isStar
            isEitherDay = !day.isStar && !weekday.isStar
        }

        private static func field(
            _ all: ClosedRange<Int>, _ starsInHundred: Int, _ dice: inout Dice
        ) -> (text: String, numbers: Set<Int>, isStar: Bool) {
            if Int.random(in: 0..<100, using: &dice) < starsInHundred {
                let step = Int.random(in: 1...4, using: &dice)
                let numbers = Set(all.filter { ($0 - all.lowerBound) % step == 0 })
                return (step == 1 ? "*" : "*/\(step)", numbers, true)
            }
            let numbers = Set((0..<Int.random(in: 1...4, using: &dice)).map { _ in Int.random(in: all, using: &dice) })
            return (numbers.sorted().map(String.init).joined(separator: ","), numbers, false)
        }

        func fits(_ parts: DateComponents) -> Bool {
            guard let minute = parts.minute, let hour = parts.hour, let day = parts.day, let month = parts.month,
                let weekday = parts.weekday
            else { return false }
            let (fitsDay, fitsWeekday) = (days.contains(day), weekdays.contains(weekday - 1))
            return minutes.contains(minute) && hours.contains(hour) && months.contains(month)
                && (isEitherDay ? fitsDay || fitsWeekday : fitsDay && fitsWeekday)
        }
    }

    /// What a clock shows in each of some minutes, by Foundation's calendar.
    private struct SlowClock {
        private struct Minute {
            let number: Int
            let shown: DateComponents
            /// Whether the clock shows this for the first time.
            let isFirst: Bool
            /// What it has left out just before.
            let gap: [DateComponents]
        }

        private var minutes: [Minute] = []

        init(_ zone: TimeZone, _ range: Range<Int>) {
            var (local, plain) = (Calendar(identifier: .gregorian), Calendar(identifier: .gregorian))
            (local.timeZone, plain.timeZone) = (zone, .gmt)
            var seen: Set<Int> = []
            var last: Int?
            // Two days more in front, to know what the clock has shown before.
            for number in (range.lowerBound - 2880)..<range.upperBound {
                let shown = Self.parts(number, local)
                var date = shown
                date.weekday = nil
                guard let time = plain.date(from: date).map({ Int($0.timeIntervalSince1970) / 60 }) else { continue }
                let isFirst = seen.insert(time).inserted
                let gap = last.flatMap { $0 + 1 < time ? $0 + 1..<time : nil }?.map { Self.parts($0, plain) } ?? []
                last = time
                guard number >= range.lowerBound else { continue }
                minutes.append(Minute(number: number, shown: shown, isFirst: isFirst, gap: gap))
            }
        }

        private static func parts(_ minute: Int, _ calendar: Calendar) -> DateComponents {
            calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .weekday],
                from: Date(timeIntervalSince1970: TimeInterval(minute * 60)))
        }

        func instants(of sample: Sample) -> [Int] {
            minutes.filter { minute in
                if sample.isHourWildcard { return sample.fits(minute.shown) }
                return minute.isFirst && sample.fits(minute.shown) || minute.gap.contains { sample.fits($0) }
            }.map(\.number)
        }
    }

    static let stretches: [(zone: String, around: String)] = [
        ("Europe/Berlin", "2026-03-29T01:00Z"), ("Europe/Berlin", "2026-10-25T01:00Z"),
        ("America/New_York", "2026-03-08T07:00Z"), ("America/New_York", "2026-11-01T06:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T15:30Z"), ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
        ("America/Sao_Paulo", "2018-11-04T03:00Z"), ("America/Sao_Paulo", "2019-02-17T02:00Z"),
        ("Asia/Kathmandu", "1985-12-31T18:30Z"), ("Pacific/Apia", "2011-12-30T10:00Z"),
        ("UTC", "2026-12-31T23:00Z"), ("Africa/Casablanca", "2026-02-15T02:00Z"),
    ]

    @Test("are those that a slow walk over all minutes finds", arguments: stretches)
    func comparison(zone: String, around: String) throws {
        let middle = Int(try moment(around).milliseconds) / 60_000
        let zone = try #require(TimeZone(identifier: zone))
        let minutes = (middle - 300)..<(middle + 300)
        let clock = SlowClock(zone, minutes)
        var dice = Dice(seed: UInt64(middle))
        var fired = 0
        for _ in 0..<200 {
            let sample = Sample(using: &dice)
            let cron = try CronExpression(parsing: sample.text)
            let expected = clock.instants(of: sample)
            #expect(instants(of: cron, in: minutes, zone) == expected, "\(sample.text)")
            fired += expected.count
        }
        #expect(fired > 0)
    }

    private func instants(of cron: CronExpression, in minutes: Range<Int>, _ zone: TimeZone) -> [Int] {
        var found: [Int] = []
        var last = Timestamp(milliseconds: Int64(minutes.lowerBound) * 60_000 - 1)
        while let next = cron.next(after: last, in: zone), next.milliseconds < Int64(minutes.upperBound) * 60_000 {
            found.append(Int(next.milliseconds / 60_000))
            last = next
        }
        return found
    }

    @Test("do not depend on where the search starts", arguments: ["17 2 * * *", "*/20 * * * *", "5 1-3 * * 0"])
    func starts(text: String) throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let cron = try CronExpression(parsing: text)
        for day in ["2026-03-28T20:00Z", "2026-10-24T20:00Z"] {
            let first = try moment(day)
            var instants: [Timestamp] = []
            while instants.count < 40, let next = cron.next(after: instants.last ?? first, in: zone) {
                instants.append(next)
            }
            for minutes in stride(from: 0, to: 720, by: 7) {
                let start = first + .seconds(minutes * 60)
                #expect(cron.next(after: start, in: zone) == instants.first { $0 > start })
            }
        }
    }
}
