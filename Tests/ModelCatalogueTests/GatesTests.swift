import ModelCatalogue
import TestSupport
import Testing

@Suite("Waiting before a model", .timeLimit(.minutes(10)))
struct GatesTests {
    private let clock = ManualClock()
    private let gates: ModelGates
    private var model = Model("m", provider: "p")

    init() { gates = ModelGates(clock: ModelClock(clock)) }

    @Test("who finds all places taken goes in when somebody leaves")
    mutating func places() async throws {
        model.concurrency = 1
        let (gates, model) = (gates, model)
        #expect(try await gates.enter(model, patience: .zero) == .passed)
        // Each passes the place on, whoever is first.
        let others = (0..<3).map { _ in
            Task {
                let admission = try await gates.enter(model, patience: .zero)
                gates.leave(model, .answered)
                return admission
            }
        }
        gates.leave(model, .answered)
        for other in others { #expect(try await other.value == .passed) }
    }

    @Test("the rate is waited for as long as patience lasts")
    mutating func rate() async throws {
        model.rate = ModelRate(1, per: .seconds(10))
        let (gates, model) = (gates, model)
        #expect(try await gates.enter(model, patience: .zero) == .passed)
        #expect(try await gates.enter(model, patience: .seconds(9)) == .refused(after: .seconds(10)))
        async let waiting = gates.enter(model, patience: .seconds(10))
        try await clock.waitForSleepers(count: 1)
        clock.advance(by: .seconds(10))
        #expect(try await waiting == .passed)
    }

    @Test("a wait for a place ends when its task is cancelled")
    mutating func cancelled() async throws {
        model.concurrency = 1
        let (gates, model) = (gates, model)
        #expect(try await gates.enter(model, patience: .zero) == .passed)
        let waiting = Task { try await gates.enter(model, patience: .seconds(1)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test("a model that fails is not waited for")
    func closed() async throws {
        for _ in 0..<ModelGate.failuresToClose {
            #expect(try await gates.enter(model, patience: .zero) == .passed)
            gates.leave(model, .failed)
        }
        #expect(try await gates.enter(model, patience: .seconds(60)) == .refused(after: ModelGate.firstPause))
        clock.advance(by: ModelGate.firstPause)
        #expect(try await gates.enter(model, patience: .zero) == .passed)
    }
}
