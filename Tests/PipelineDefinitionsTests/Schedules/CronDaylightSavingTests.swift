import Foundation
import PipelineDefinitions
import Testing

@Suite("A cron expression where clocks are set")
struct CronDaylightSavingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let zone, text, start: String
        let expected: [String]

        init(_ zone: String, _ text: String, after start: String, _ expected: String...) {
            (self.zone, self.text, self.start, self.expected) = (zone, text, start, expected)
        }

        var testDescription: String { "\(text) in \(zone) after \(start)" }
    }

    private func check(_ test: Case) throws {
        let zone = try #require(TimeZone(identifier: test.zone))
        let cron = try CronExpression(parsing: test.text)
        #expect(try cron.instants(test.expected.count, after: moment(test.start), in: zone) == test.expected)
    }

    @Test(
        "fires once at the first moment after a gap for all times in it",
        arguments: [
            Case(
                "Europe/Berlin", "30 2 * * *", after: "2026-03-28T00:00Z", "2026-03-28T01:30Z", "2026-03-29T01:00Z",
                "2026-03-30T00:30Z"),
            Case(
                "Europe/Berlin", "0,30 2 * * *", after: "2026-03-28T01:00Z", "2026-03-28T01:30Z", "2026-03-29T01:00Z",
                "2026-03-30T00:00Z"),
            Case(
                "Europe/Berlin", "0 2,3 * * *", after: "2026-03-28T02:00Z", "2026-03-29T01:00Z", "2026-03-30T00:00Z"),
            Case(
                "Europe/Berlin", "30 0-23 * * *", after: "2026-03-28T23:00Z", "2026-03-28T23:30Z", "2026-03-29T00:30Z",
                "2026-03-29T01:00Z", "2026-03-29T01:30Z"),
            Case(
                "America/New_York", "30 2 * * *", after: "2026-03-07T00:00Z", "2026-03-07T07:30Z", "2026-03-08T07:00Z",
                "2026-03-09T06:30Z"),
            Case(
                "Australia/Lord_Howe", "15 2 * * *", after: "2026-10-02T00:00Z", "2026-10-02T15:45Z",
                "2026-10-03T15:30Z", "2026-10-04T15:15Z"),
            Case(
                "Asia/Kathmandu", "0 0 * * *", after: "1985-12-30T00:00Z", "1985-12-30T18:30Z", "1985-12-31T18:30Z",
                "1986-01-01T18:15Z"),
            Case(
                "America/Sao_Paulo", "0 0 * * *", after: "2018-11-02T12:00Z", "2018-11-03T03:00Z",
                "2018-11-04T03:00Z", "2018-11-05T02:00Z"),
            Case(
                "Pacific/Apia", "0 12 * * *", after: "2011-12-29T00:00Z", "2011-12-29T22:00Z", "2011-12-30T10:00Z",
                "2011-12-30T22:00Z"),
        ])
    func gap(test: Case) throws { try check(test) }

    @Test(
        "fires at the first of two equal times alone",
        arguments: [
            Case(
                "Europe/Berlin", "30 2 * * *", after: "2026-10-24T00:00Z", "2026-10-24T00:30Z", "2026-10-25T00:30Z",
                "2026-10-26T01:30Z"),
            Case("Europe/Berlin", "0 3 * * *", after: "2026-10-24T12:00Z", "2026-10-25T02:00Z"),
            Case("Europe/Berlin", "30 2 * * *", after: "2026-10-25T01:15Z", "2026-10-26T01:30Z"),
            Case(
                "Europe/Berlin", "* * 2 * * *", after: "2026-10-25T00:59:58Z", "2026-10-25T00:59:59Z",
                "2026-10-26T01:00Z"),
            Case(
                "Europe/Berlin", "30 0-23 * * *", after: "2026-10-24T23:00Z", "2026-10-24T23:30Z", "2026-10-25T00:30Z",
                "2026-10-25T02:30Z"),
            Case(
                "America/New_York", "30 1 * * *", after: "2026-11-01T00:00Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z"),
            Case(
                "Australia/Lord_Howe", "45 1 * * *", after: "2026-04-03T00:00Z", "2026-04-03T14:45Z",
                "2026-04-04T14:45Z", "2026-04-05T15:15Z"),
            Case(
                "America/Sao_Paulo", "30 23 * * *", after: "2019-02-16T12:00Z", "2019-02-17T01:30Z",
                "2019-02-18T02:30Z"),
        ])
    func overlap(test: Case) throws { try check(test) }

    @Test(
        "follows real time when any hour will do",
        arguments: [
            Case(
                "Europe/Berlin", "*/30 * * * *", after: "2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:00Z",
                "2026-10-25T01:30Z", "2026-10-25T02:00Z"),
            Case(
                "Europe/Berlin", "30 */2 * * *", after: "2026-10-24T22:00Z", "2026-10-24T22:30Z", "2026-10-25T00:30Z",
                "2026-10-25T01:30Z", "2026-10-25T03:30Z"),
            Case("Europe/Berlin", "30 */2 * * *", after: "2026-03-28T22:00Z", "2026-03-28T23:30Z", "2026-03-29T02:30Z"),
            Case(
                "Europe/Berlin", "@hourly", after: "2026-03-28T23:30Z", "2026-03-29T00:00Z", "2026-03-29T01:00Z",
                "2026-03-29T02:00Z"),
            Case(
                "Australia/Lord_Howe", "45 * * * *", after: "2026-04-04T14:00Z", "2026-04-04T14:45Z",
                "2026-04-04T15:15Z", "2026-04-04T16:15Z"),
            Case(
                "America/Sao_Paulo", "0 * 4 11 *", after: "2018-01-01T00:00Z", "2018-11-04T03:00Z", "2018-11-04T04:00Z"),
            Case("Europe/Berlin", "0 * 29 2 *", after: "2024-02-29T22:30Z", "2028-02-28T23:00Z"),
        ])
    func realTime(test: Case) throws { try check(test) }

    @Test(
        "knows zones with odd offsets",
        arguments: [
            Case("Asia/Kathmandu", "0 0 * * *", after: "2026-01-01T00:00Z", "2026-01-01T18:15Z"),
            Case(
                "Asia/Kathmandu", "*/30 * * * *", after: "2026-01-01T00:00Z", "2026-01-01T00:15Z", "2026-01-01T00:45Z"),
            Case("UTC", "0 0 * * *", after: "2026-03-28T23:59Z", "2026-03-29T00:00Z"),
        ])
    func offsets(test: Case) throws { try check(test) }
}
