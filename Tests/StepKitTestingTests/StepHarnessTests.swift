import StepKit
import StepKitTesting
import Synchronization
import Testing

/// Does one thing the harness must tell from the others.
private struct Odd: Step {
    enum Deed: String, Codable, Sendable, FieldValue {
        case hang, adopt, undeclared, throwOther, throwCancellation
        static var fieldType: FieldType { .string }
    }

    struct Input: Codable, Sendable {
        var deed: Deed
        var path: String?
        var digest: String?
    }

    static var descriptor: StepDescriptor<Input, JSONOutput> {
        StepDescriptor("test.odd", "Does odd things.") {
            Field("deed", \.deed, "What.")
            Field("path", \.path, "Which file.")
            Field("digest", \.digest, "Its digest.")
        }
    }

    struct JSONOutput: Codable, Sendable { var surprise: String? }
    struct Other: Error {}

    init(environment: StepEnvironment) throws {
        if environment.variables["BROKEN"] != nil { throw Other() }
    }

    func run(_ input: Input, in context: StepContext) async throws -> JSONOutput {
        switch input.deed {
        case .hang:
            context.progress(1)
            // Deaf to cancellation; ends when the test lets it.
            while !Self.mayEnd.withLock({ $0 }) { await Task.yield() }
        case .adopt:
            _ = try await context.adopt(input.path ?? "", mediaType: "text/plain", sha256: input.digest)
        case .undeclared: return JSONOutput(surprise: "!")
        case .throwOther: throw Other()
        case .throwCancellation: throw CancellationError()
        }
        return JSONOutput()
    }

    static let mayEnd = Mutex(false)
}

@Suite("The harness", .timeLimit(.minutes(10)))
struct StepHarnessTests {
    @Test("a step that does not end after its abort is left behind")
    func abandoned() async throws {
        defer { Odd.mayEnd.withLock { $0 = true } }
        let harness = try StepHarness(grace: .zero)
        harness.abort(.timedOut, whenProgressReaches: 1)
        #expect(await harness.run(Odd.self, with: ["deed": "hang"]).result == .abandoned)
    }

    @Test("an output that is not declared is a failure")
    func undeclaredOutput() async throws {
        let outcome = try await StepHarness().run(Odd.self, with: ["deed": "undeclared"])
        #expect(outcome.failure?.message.contains("`surprise`") == true)
    }

    @Test(
        "any other error is unexpected, a cancellation without an abort too",
        arguments: ["throwOther", "throwCancellation"])
    func unexpected(deed: String) async throws {
        let outcome = try await StepHarness().run(Odd.self, with: ["deed": .string(deed)])
        #expect(outcome.failure?.code == .unexpected)
    }

    @Test("a plugin that cannot be made fails, and a promise passes its error on")
    func cannotBeMade() async throws {
        let environment = StepEnvironment(variables: ["BROKEN": "1"])
        let outcome = try await StepHarness(environment: environment).run(Odd.self, with: ["deed": "hang"])
        #expect(outcome.failure?.message.contains("cannot be made") == true)
    }

    @Test(
        "only regular files inside the workspace are adopted", arguments: ["", ".", "..", "/etc/hostname", "gone.txt"])
    func outside(path: String) async throws {
        let outcome = try await StepHarness().run(Odd.self, with: ["deed": "adopt", "path": .string(path)])
        #expect(outcome.failure?.code == .notFound)
        #expect(outcome.artifacts.isEmpty)
    }
}
