import JSONModel
import StepKit
import StepKitTesting
import Synchronization
import TestSupport
import Testing

@testable import ModelChatStep

/// A server that bills what it likes, keeps its own book, and then lets the answer come or not.
private final class BillingServer: Sendable {
    enum Fault: CaseIterable {
        case none, noUsage, brokenOff, failed, partialUsage, cutOff, refused, nonsense, limited
    }

    private struct Book {
        var random: SeededRandom
        var billed = Money.zero
    }

    private let book: Mutex<Book>

    init(seed: UInt64) {
        book = Mutex(Book(random: SeededRandom(seed: seed)))
    }

    var billed: Money { book.withLock { $0.billed } }

    /// A token of the question costs 1000 nanos, one of the answer 2000.
    private func bill(bytes: Int, limit: Int64) -> (Fault, Int64, Int64) {
        book.withLock { book in
            let fault = Fault.allCases.randomElement(using: &book.random) ?? .none
            let asked = Int64.random(in: 1...Int64(bytes), using: &book.random)
            let answered = Int64.random(in: 1...limit, using: &book.random)
            if fault != .limited { book.billed = book.billed + Money(nanos: asked * 1000 + answered * 2000) }
            return (fault, asked, answered)
        }
    }

    var script: ScriptedServer.Script {
        { request, connection in
            let limit = request.json["max_tokens"]?.intValue ?? 1
            let (fault, asked, answered) = self.bill(bytes: request.body.count, limit: limit)
            let usage: JSONValue = ["prompt_tokens": .int(asked), "completion_tokens": .int(answered)]
            let partial = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":"
            switch fault {
            case .none: return self.answer(usage, "stop", connection)
            case .cutOff: return self.answer(usage, "length", connection)
            case .refused: return self.answer(usage, "content_filter", connection)
            case .noUsage: return self.answer(nil, "stop", connection)
            case .failed: return connection.reply(500)
            case .limited: return connection.reply(429)
            case .nonsense: return connection.reply(200, "<html>")
            case .brokenOff: return stream(delta("half"))(request, connection)
            case .partialUsage:
                return stream(partial + "{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n")(request, connection)
            }
        }
    }

    private func answer(
        _ usage: JSONValue, _ reason: String, _ connection: ScriptedConnection
    ) -> ScriptedServer.Next {
        let choice: JSONValue = ["message": ["content": "x"], "finish_reason": .string(reason)]
        return connection.reply(200, JSONValue.object(["choices": [choice], "usage": usage]).text())
    }
}

@Suite("What is said to be spent", .timeLimit(.minutes(10)))
struct LedgerTests {
    @Test("is never below what the server has billed, whatever it does after", arguments: [1, 2, 3] as [UInt64])
    func neverBelow(seed: UInt64) async throws {
        let book = BillingServer(seed: seed)
        try await ScriptedServer.with(book.script) { server in
            let catalogue: JSONValue = [
                "providers": ["p": ["kind": "openai", "endpoint": .string(server.url("/v1"))]],
                "models": ["m": ["provider": "p", "context": 100_000, "prices": ["input": 1, "output": 2]]],
            ]
            let environment = StepEnvironment(settings: ["models": catalogue])
            let spent = try await withThrowingTaskGroup(of: Money.self) { group in
                for index in 0..<50 {
                    group.addTask {
                        let input: JSONValue = [
                            "model": "m", "prompt": .string(String(repeating: "é", count: index)), "max_tokens": 200,
                        ]
                        let outcome = await (try StepHarness(environment: environment)).run(
                            ModelChatStep.self, with: input)
                        return outcome.reservations.reduce(.zero) { $0 + ($1.settled?.money ?? $1.most) }
                    }
                }
                return try await group.reduce(Money.zero) { $0 + $1 }
            }
            #expect(spent >= book.billed && book.billed > .zero)
        }
    }
}
