import Broker
import Foundation
import PipelineDefinitions
import Testing

@Suite("A cron expression")
struct CronExpressionTests {
    @Test(
        "fires at the times its fields name",
        arguments: [
            ("* * * * *", "2026-01-31T23:58Z", ["2026-01-31T23:59Z", "2026-02-01T00:00Z", "2026-02-01T00:01Z"]),
            ("0 3 * * *", "2026-02-27T03:00Z", ["2026-02-28T03:00Z", "2026-03-01T03:00Z"]),
            ("*/15 9-10 * * *", "2026-01-01T09:40Z", ["2026-01-01T09:45Z", "2026-01-01T10:00Z"]),
            ("5,50 23 31 * *", "2026-01-31T23:05Z", ["2026-01-31T23:50Z", "2026-03-31T23:05Z", "2026-03-31T23:50Z"]),
            ("0 0 29 2 *", "2024-02-29T00:00Z", ["2028-02-29T00:00Z", "2032-02-29T00:00Z"]),
            ("0 0 29 2 *", "2096-03-01T00:00Z", ["2104-02-29T00:00Z"]),
            ("0 0 29 2 */7", "2092-01-01T00:00Z", ["2128-02-29T00:00Z"]),
            ("10-30/10 0 1 jan,JUL *", "2026-01-01T00:20Z", ["2026-01-01T00:30Z", "2026-07-01T00:10Z"]),
            ("0 12 * * MON-fri", "2026-11-20T12:00Z", ["2026-11-23T12:00Z", "2026-11-24T12:00Z"]),
            ("0 12 * * 7", "2026-11-20T12:00Z", ["2026-11-22T12:00Z", "2026-11-29T12:00Z"]),
            ("0 12 * * SAT-SUN", "2026-11-20T12:00Z", ["2026-11-21T12:00Z", "2026-11-22T12:00Z", "2026-11-28T12:00Z"]),
            ("0 12 * * 5-7", "2026-11-20T12:00Z", ["2026-11-21T12:00Z", "2026-11-22T12:00Z", "2026-11-27T12:00Z"]),
        ])
    func instants(text: String, start: String, expected: [String]) throws {
        let cron = try CronExpression(parsing: text)
        #expect(try cron.instants(expected.count, after: moment(start)) == expected)
    }

    @Test("counts seconds when it has six fields")
    func seconds() throws {
        let cron = try CronExpression(parsing: "*/20 59 23 * * *")
        #expect(
            try cron.instants(4, after: moment("2025-12-31T23:59:19Z")) == [
                "2025-12-31T23:59:20Z", "2025-12-31T23:59:40Z", "2026-01-01T23:59Z", "2026-01-01T23:59:20Z",
            ])
    }

    @Test("takes a day that fits either day field, unless one of them has a star")
    func eitherDay() throws {
        let start = try moment("2026-11-01T00:00Z")
        let either = try CronExpression(parsing: "0 0 13 * FRI")
        #expect(either.instants(3, after: start) == ["2026-11-06T00:00Z", "2026-11-13T00:00Z", "2026-11-20T00:00Z"])
        #expect(try either.instants(1, after: moment("2026-12-12T00:00Z")) == ["2026-12-13T00:00Z"])
        let both = try CronExpression(parsing: "0 0 */2 * FRI")
        #expect(both.instants(3, after: start) == ["2026-11-13T00:00Z", "2026-11-27T00:00Z", "2026-12-11T00:00Z"])
    }

    @Test(
        "may be a word",
        arguments: [
            ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@weekly", "0 0 * * SUN"), ("@monthly", "0 0 1 * *"),
            ("@yearly", "0 0 1 1 *"), ("  0   3\t* * * ", "0 0 3 * * *"),
        ])
    func macros(word: String, meaning: String) throws {
        let start = try moment("2026-05-05T05:05Z")
        let (one, other) = (try CronExpression(parsing: word), try CronExpression(parsing: meaning))
        #expect(one.instants(20, after: start) == other.instants(20, after: start))
    }

    @Test("keeps its text with one blank between the fields")
    func text() throws {
        #expect(try CronExpression(parsing: " 0  3 * * mon").text == "0 3 * * mon")
        #expect(try CronExpression(parsing: "@daily").text == "@daily")
    }

    @Test(
        "says what is wrong and where",
        arguments: [
            ("0 25 * * *", "hour `25` is not in 0-23", 2..<4), ("60 * * * *", "minute `60` is not in 0-59", 0..<2),
            ("0 0 0 * *", "day of month `0` is not in 1-31", 4..<5),
            ("* * * * * 8", "day of week `8` is not in 0-7", 10..<11),
            ("0 0 * 13 *", "month `13` is not in 1-12", 6..<8),
            ("0 0 * JAM *", "`JAM` is no month; did you mean `JAN`?", 6..<9),
            ("0 0 * * Monday", "`Monday` is no day of week; did you mean `MON`?", 8..<14),
            ("0 0 L * *", "`L` is no day of month", 4..<5), ("0 0 ? * *", "`?` is not known here", 4..<5),
            ("0 0 1,,2 * *", "a number is missing in the day of month", 6..<7),
            ("0 -5 * * *", "a number is missing in the hour", 2..<3),
            ("0 1, * * *", "a number is missing in the hour", 3..<4),
            ("* * * * 1-", "a number is missing in the day of week", 9..<10),
            ("1-2-3 * * * *", "`1-2-3` has two ranges in one", 0..<5),
            ("0 22-6 * * *", "the range `22-6` of the hour goes backwards", 2..<6),
            ("5/15 * * * *", "`5/15` has a step but no range", 0..<4),
            ("*/0 * * * *", "the step `0` of the minute is not in 1-59", 2..<3),
            ("*/90 * * * *", "the step `90` of the minute is not in 1-59", 2..<4),
            ("*/5/5 * * * *", "`*/5/5` has two steps", 0..<5),
            ("99999999999999999999 * * * *", "minute `99999999999999999999` is not in 0-59", 0..<20),
            ("0 3 * *", "a cron expression has 5 or 6 fields, this one 4", 0..<7),
            ("", "a cron expression has 5 or 6 fields, this one 0", 0..<0),
            ("@dayly", "`@dayly` is not known; did you mean `@daily`?", 0..<6),
            ("@daily 5", "nothing may follow `@daily`", 7..<8),
        ])
    func mistakes(text: String, message: String, range: Range<Int>) {
        let error = #expect(throws: CronError.self) { try CronExpression(parsing: text) }
        #expect(error?.message == message)
        #expect(error?.range == range)
    }

    @Test(
        "tells what to write instead",
        arguments: [
            ("0 22-6 * * *", "write `22-23,0-6`"), ("0 0 * NOV-FEB *", "write `11-12,1-2`"),
            ("5/15 * * * *", "write `5-59/15`"), ("0 0 ? * *", "write `*`"), ("0 0 * * Monday", "write `MON`"),
            ("0 25 * * *", "hour: 0-23"), ("0 0 * * 8", "day of week: 0-7, SUN-SAT"),
        ])
    func help(text: String, help: String) {
        let error = #expect(throws: CronError.self) { try CronExpression(parsing: text) }
        #expect(error?.help == help)
    }

    @Test("never traps, whatever the text is")
    func anyText() {
        var random = Dice(seed: 7)
        let letters = Array("0123456789*,-/@? \tMONjan\u{e9}")
        for _ in 0..<5000 {
            let count = Int.random(in: 0...14, using: &random)
            let text = String((0..<count).compactMap { _ in letters.randomElement(using: &random) })
            guard let cron = try? CronExpression(parsing: text) else { continue }
            _ = cron.next(after: Timestamp(milliseconds: 0), in: .gmt)
        }
    }

    @Test("that names no date never fires", arguments: ["0 0 31 2 *", "0 0 31 4,6,9,11 *", "0 * 30 2 *"])
    func never(text: String) throws {
        let cron = try CronExpression(parsing: text)
        #expect(!cron.canFire)
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(try cron.next(after: moment("2026-01-01T00:00Z"), in: zone) == nil)
        #expect(cron.shortestGap == nil)
    }

    @Test("answers at the ends of time without trapping", arguments: [Int64.min, -62_135_596_800_001, -1, 0, .max])
    func ends(milliseconds: Int64) throws {
        let cron = try CronExpression(parsing: "0 0 * * *")
        let next = cron.next(after: Timestamp(milliseconds: milliseconds), in: .gmt)
        #expect(milliseconds == .max ? next == nil : next.map { $0.milliseconds > milliseconds } == true)
    }

    @Test("rounds nothing: a millisecond before an instant is before it")
    func milliseconds() throws {
        let cron = try CronExpression(parsing: "* * * * * *")
        for start in [Int64(999), 1000, 1001, -1001, -1000, -999] {
            let next = try #require(cron.next(after: Timestamp(milliseconds: start), in: .gmt)).milliseconds
            #expect(next > start && next - start <= 1000 && next % 1000 == 0)
        }
    }

    @Test(
        "finds the last instant of a stretch",
        arguments: [
            ("0 3 * * *", "2026-01-01T00:00Z", "2026-11-21T02:59Z", "2026-11-20T03:00Z"),
            ("0 3 * * *", "2026-01-01T00:00Z", "2026-11-21T03:00Z", "2026-11-21T03:00Z"),
            ("* * * * * *", "2020-01-01T00:00Z", "2026-11-21T03:00Z", "2026-11-21T03:00Z"),
            ("0 0 29 2 *", "2001-01-01T00:00Z", "2026-11-21T03:00Z", "2024-02-29T00:00Z"),
            ("0 0 29 2 *", "2024-02-29T00:00Z", "2026-11-21T03:00Z", nil),
            ("0 3 * * *", "2026-11-21T03:00Z", "2026-11-20T03:00Z", nil),
        ])
    func last(text: String, start: String, end: String, expected: String?) throws {
        let found = try CronExpression(parsing: text).last(after: moment(start), through: moment(end), in: .gmt)
        #expect(try found == expected.map(moment))
    }

    @Test(
        "knows its shortest gap",
        arguments: [
            ("* * * * * *", 1), ("*/7 * * * *", 240), ("0 0 * * *", 86_400), ("0 0 1,31 * *", 86_400),
            ("59 23,0 * * *", 3600), ("0 */5 * * *", 14_400),
        ])
    func gap(text: String, seconds: Int) throws {
        #expect(try CronExpression(parsing: text).shortestGap == .seconds(seconds))
    }
}
