import Logging
import ModelChatStep
import StepKit
import StepKitTesting
import Synchronization
import TestSupport

/// One run of the step against a scripted server.
func chat(
    _ server: ScriptedServer, _ input: JSONValue, _ variables: [String: String] = [:], logs: LogCollector? = nil,
    timeRemaining: Duration = .seconds(30)
) async throws -> StepOutcome {
    let harness = try StepHarness(
        environment: environment(server, variables), timeRemaining: timeRemaining,
        logger: logs?.logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return await harness.run(ModelChatStep.self, with: input)
}

func environment(_ server: ScriptedServer, _ variables: [String: String] = [:]) -> StepEnvironment {
    let usual = ["MILLRACE_MODEL_ENDPOINT": server.url("/v1/"), "MILLRACE_MODEL_NAME": "small"]
    return StepEnvironment(variables: usual.merging(variables) { $1 })
}

/// A queue of answers: the first request gets the first.
final class Answers: Sendable {
    private let rest: Mutex<[ScriptedServer.Script]>

    init(_ scripts: [ScriptedServer.Script]) {
        rest = Mutex(scripts)
    }

    var script: ScriptedServer.Script {
        { request, connection in
            let next = self.rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            return next?(request, connection) ?? connection.reply(500)
        }
    }
}

/// A completion in one piece.
func completion(_ text: String, finish: String = "stop") -> ScriptedServer.Script {
    let body: JSONValue = [
        "model": "small-2", "usage": ["prompt_tokens": 7, "completion_tokens": 3],
        "choices": [["message": ["role": "assistant", "content": .string(text)], "finish_reason": .string(finish)]],
    ]
    return { _, connection in connection.reply(200, body.text(), headers: ["Content-Type: application/json"]) }
}

/// One event of a stream that adds text.
func delta(_ text: String, finish: String? = nil) -> String {
    let choice: JSONValue = ["delta": ["content": .string(text)], "finish_reason": finish.map { .string($0) } ?? .null]
    return "data: \(JSONValue.object(["model": "small-2", "choices": [choice]]))\n\n"
}

let usageEvent = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n"

/// A stream whose bytes are written as they stand; the connection closes after them.
func stream(_ events: String...) -> ScriptedServer.Script {
    { _, connection in
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n" + events.joined())
        return .close
    }
}

extension ScriptedServer.Request {
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
}
