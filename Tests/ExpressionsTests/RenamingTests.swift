import Expressions
import JSONModel
import Testing

@Suite("A name that is called otherwise")
struct RenamingTests {
    private let bindings = ["message": CELValue(["type": "a", "tags": ["x", "y"]])]

    @Test(
        "means the other one",
        arguments: [
            ("event.type", "a"), ("event.type == 'a'", true), ("message.type", "a"), ("has(event.type)", true),
            ("event.?size.orValue(3)", 3), ("event['type']", "a"), ("event.tags.exists(tag, tag == 'y')", true),
            ("[1].exists(message, event.type == 'a' && message == 1)", true),
            ("['b'].exists(event, event == 'b')", true), ("cel.bind(event, event.type, event)", "a"),
            ("'event.type'", "event.type"),
        ] as [(String, JSONValue)])
    func values(source: String, value: JSONValue) throws {
        let expression = try Expression(parsing: source).renaming("event", to: "message")
        #expect(try expression.evaluate(bindings).json() == value)
    }

    @Test("keeps the text and its places")
    func text() throws {
        let expression = try Expression(parsing: " event.type == 'a'").renaming("event", to: "message")
        #expect(expression.source == " event.type == 'a'")
        let reference = try #require(expression.references.first)
        #expect(reference.path == ["message", "type"])
        #expect(reference.segments[0].range == 1..<6)
    }

    @Test("is understood by filters")
    func filters() throws {
        let when = try Expression(parsing: "event.type == 'a' && event.type == 'b'").renaming("event", to: "message")
        guard case .never = AttributeFilter(when: when).satisfiability else {
            Issue.record("no message can have two types")
            return
        }
    }

    @Test("leaves other expressions alone")
    func others() throws {
        let expression = try Expression(parsing: "message.event").renaming("event", to: "message")
        #expect(try expression.evaluate(["message": CELValue(["event": 1])]).json() == 1)
    }
}
