import Broker
import JSONModel
import PipelineDefinitions
import Testing

@Suite("Limits by key")
struct LimitTests {
    private func limits(_ text: String, concurrency: Int = 100) throws -> [KeyLimit] {
        let project = try ProjectFolder.subscription(
            "{ pipeline: report, concurrency: \(concurrency), limits: \(text) }")
        return try #require(project.topology.subscriptions.first).limits
    }

    private func key(_ expression: String, _ attributes: [String: JSONValue]) throws -> String? {
        let limit = try #require(try limits("[{ key: '\(expression)', concurrency: 1 }]").first)
        return limit.key(attributes)
    }

    @Test("reach the broker in their order, with all they say")
    func order() throws {
        let limits = try limits(
            "[{ key: message.creatorId, concurrency: 2, rate: 10/s }, { key: message.a, rate: 1/m }]")
        #expect(limits.map(\.text) == ["message.creatorId", "message.a"])
        #expect(limits.map(\.concurrency) == [2, nil])
        #expect(
            limits.map(\.rate) == [
                KeyLimit.Rate(count: 10, period: .seconds(1)), KeyLimit.Rate(count: 1, period: .seconds(60)),
            ])
        #expect(limits.map { $0.key(["creatorId": "c", "a": 1]) } == ["c", "1"])
    }

    @Test("are none unless said")
    func none() throws {
        let project = try ProjectFolder.subscription("{ pipeline: report }")
        #expect(project.topology.subscriptions.first?.limits.isEmpty == true)
        #expect(project.routing.topics.map(\.name) == ["jobs"] && project.topology.topics[0].duplicateWindow == nil)
    }

    @Test(
        "take a text, a whole number or a truth value as the key, and nothing else",
        arguments: [
            ("c", "c"), ("", ""), (7, "7"), (-1, "-1"), (true, "true"), (false, "false"), (.double(1.5), nil),
            (nil, nil), ([1], nil), (["a": 1], nil),
        ] as [(JSONValue, String?)])
    func values(value: JSONValue, text: String?) throws {
        #expect(try key("message.creatorId", ["creatorId": value]) == text)
    }

    @Test("do not hold for a message that lacks the key, or whose expression fails")
    func missing() throws {
        #expect(try key("message.creatorId", [:]) == nil)
        #expect(try key("message.a + message.b", ["a": 1, "b": "x"]) == nil)
        #expect(try key("message.a + message.b", ["a": "x", "b": "y"]) == "xy")
    }

    @Test(
        "read rates of one unit or of any time",
        arguments: [
            ("1/s", 1, .seconds(1)), ("100/m", 100, .seconds(60)), ("2/h", 2, .seconds(3600)),
            ("5/d", 5, .seconds(86_400)), ("5/10s", 5, .seconds(10)), ("1000000/1h30m", 1_000_000, .seconds(5400)),
            ("3/1ms", 3, .milliseconds(1)), ("007/s", 7, .seconds(1)),
        ] as [(String, Int, Duration)])
    func rates(text: String, count: Int, period: Duration) throws {
        let limit = try #require(try limits("[{ key: message.a, rate: \(text) }]").first)
        #expect(limit.rate == KeyLimit.Rate(count: count, period: period))
    }

    @Test(
        "refuse what is no rate",
        arguments: [
            ("s", "E0207"), ("/s", "E0207"), ("1/", "E0207"), ("1//s", "E0207"), ("-1/s", "E0207"), ("+1/s", "E0207"),
            ("1/-1s", "E0207"), ("1 /s", "E0207"), ("1/week", "E0207"), ("{}", "E0207"), ("~", "E0207"),
            ("0/s", "E0306"), ("1000001/s", "E0306"), ("99999999999999999999/s", "E0306"), ("1/0s", "E0306"),
        ])
    func noRates(text: String, code: String) throws {
        let error = try #require(throws: Unreadable.self) { try limits("[{ key: message.a, rate: \(text) }]") }
        #expect(error.diagnostics.map(\.code) == [code])
    }

    @Test("are four at most")
    func most() throws {
        let limit = "{ key: message.a, rate: 1/s }"
        #expect(try limits("[\([limit, limit, limit, limit].joined(separator: ", "))]").count == 4)
        let five = "[\([limit, limit, limit, limit, limit].joined(separator: ", "))]"
        #expect(throws: Unreadable.self) { try limits(five) }
    }

    @Test("of one topic in many files, the window that is given counts")
    func windows() {
        let routing = RoutingDefinition(
            topics: [Topic(name: "b"), Topic(name: "a"), Topic(name: "b", duplicateWindow: .seconds(60))],
            subscriptions: [])
        #expect(routing.topics == [Topic(name: "a"), Topic(name: "b", duplicateWindow: .seconds(60))])
    }

    @Test("a topic's window reaches the broker", arguments: [("20s", 20), ("7d", 604_800)])
    func window(text: String, seconds: Int) throws {
        let reading = try ProjectFolder.read([
            "a.yaml": "kind: routing\ntopics: { work-2: { duplicate_window: \(text) } }\n"
        ])
        #expect(reading.project?.topology.topics == [Topic(name: "work-2", duplicateWindow: .seconds(seconds))])
    }
}
