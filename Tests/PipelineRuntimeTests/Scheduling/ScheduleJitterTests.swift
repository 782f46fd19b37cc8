import Broker
import PipelineDefinitions
import Testing

@testable import PipelineRuntime

@Suite("The jitter of a schedule", .timeLimit(.minutes(5)))
struct ScheduleJitterTests {
    @Test("delays the job by a part of it, the same in every process")
    func delay() async throws {
        let schedule = try ScheduleDefinition.often(jitter: .seconds(30))
        var delays: [Duration] = []
        for _ in 0...1 {
            let harness = try await SchedulerHarness(schedule)
            try await harness.whileRunning { try await harness.pass(minutes: 10, thenSleepUntil: 20) }
            let readyAt = try #require(try await harness.jobs().first?.readyAt)
            delays.append(readyAt - harness.time.now)
        }
        let instant = try SchedulerHarness.moment("2026-11-21T10:10")
        #expect(delays == [schedule.delay(at: instant), schedule.delay(at: instant)])
        #expect(delays[0] > .zero && delays[0] < .seconds(30))
    }

    @Test("counts from the instant by the broker's clock, whatever the wall clock shows")
    func shiftedClock() async throws {
        let schedule = try ScheduleDefinition.often(jitter: .seconds(30))
        let harness = try await SchedulerHarness(schedule)
        harness.setWallClock(by: .seconds(300))
        try await harness.whileRunning { try await harness.pass(minutes: 5, thenSleepUntil: 15) }
        let readyAt = try #require(try await harness.jobs().first?.readyAt)
        let instant = try SchedulerHarness.moment("2026-11-21T10:10")
        #expect(readyAt - harness.time.now == schedule.delay(at: instant))
    }

    @Test("spreads evenly over instants and schedules")
    func spread() throws {
        let schedule = try ScheduleDefinition.often(jitter: .milliseconds(1000))
        var tenths = [Int](repeating: 0, count: 10)
        for index in 0..<1000 {
            let delay = schedule.delay(at: Timestamp(milliseconds: 1_795_000_000_000 + Int64(index) * 60_000))
            #expect(delay >= .zero && delay < .milliseconds(1000))
            tenths[Int(delay / .milliseconds(100))] += 1
        }
        #expect(tenths.allSatisfy { (60...140).contains($0) }, "\(tenths)")
        let other = ScheduleDefinition(name: "other", cron: schedule.cron, jobType: "report", jitter: schedule.jitter)
        let instant = Timestamp(milliseconds: 1_795_000_000_000)
        #expect(schedule.delay(at: instant) != other.delay(at: instant))
    }

    @Test("is nothing when there is none")
    func none() throws {
        #expect(try ScheduleDefinition.often().delay(at: Timestamp(milliseconds: 5)) == .zero)
    }
}
