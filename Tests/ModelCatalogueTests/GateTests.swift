import ModelCatalogue
import Testing

@Suite("The gate before a model")
struct GateTests {
    @Test("no more than so many are inside at once")
    func concurrency() {
        var gate = ModelGate(concurrency: 2)
        #expect(gate.enter(at: .zero) == .pass && gate.enter(at: .zero) == .pass)
        #expect(gate.enter(at: .seconds(9)) == .full)
        gate.leave(.abandoned, at: .seconds(9))
        #expect(gate.enter(at: .seconds(9)) == .pass)
    }

    @Test("no more than so many begin in a time, and the places come back one by one")
    func rate() {
        var gate = ModelGate(rate: ModelRate(3, per: .seconds(30)))
        for _ in 0..<3 { #expect(gate.enter(at: .zero) == .pass) }
        #expect(gate.enter(at: .zero) == .wait(.seconds(10)))
        #expect(gate.enter(at: .seconds(10)) == .pass)
        guard case .wait = gate.enter(at: .seconds(11)) else { return #expect(Bool(false)) }
        // Idle time is not saved up.
        let passes = (0..<10).filter { _ in gate.enter(at: .seconds(9999)) == .pass }
        #expect(passes.count == 3)
    }

    @Test("after five failures in a row nobody passes; then one finds out, and the pause grows")
    func circuit() {
        var gate = ModelGate()
        for _ in 0..<5 {
            #expect(gate.enter(at: .zero) == .pass)
            gate.leave(.failed, at: .zero)
        }
        #expect(gate.enter(at: .seconds(5)) == .closed(.seconds(10)))
        #expect(gate.enter(at: .seconds(15)) == .pass)
        #expect(gate.enter(at: .seconds(15)) == .full)
        gate.leave(.failed, at: .seconds(15))
        #expect(gate.enter(at: .seconds(15)) == .closed(.seconds(30)))
        #expect(gate.enter(at: .seconds(45)) == .pass)
        gate.leave(.answered, at: .seconds(46))
        #expect(gate.enter(at: .seconds(46)) == .pass && gate.enter(at: .seconds(46)) == .pass)
    }

    @Test("an answer in between forgives, an abandoned probe leaves the question open")
    func forgives() {
        var gate = ModelGate()
        for ending in [ModelGate.Ending](repeating: .failed, count: 4) + [.answered]
            + .init(repeating: .failed, count: 4)
        {
            #expect(gate.enter(at: .zero) == .pass)
            gate.leave(ending, at: .zero)
        }
        #expect(gate.enter(at: .zero) == .pass)
        gate.leave(.failed, at: .zero)
        #expect(gate.enter(at: .seconds(15)) == .pass)
        gate.leave(.abandoned, at: .seconds(16))
        #expect(gate.enter(at: .seconds(16)) == .pass && gate.enter(at: .seconds(16)) == .full)
    }

    @Test(
        "a model that asks to be left alone is, but not for years",
        arguments: [(.seconds(7), 7), (nil, 1), (.seconds(-5), 0), (.seconds(1_000_000_000), 3600)]
            as [(Duration?, Int)])
    func limited(asked: Duration?, seconds: Int) {
        var gate = ModelGate()
        #expect(gate.enter(at: .zero) == .pass)
        gate.leave(.limited(asked), at: .seconds(1))
        let expected: ModelGate.Verdict = seconds == 0 ? .pass : .closed(.seconds(seconds))
        #expect(gate.enter(at: .seconds(1)) == expected)
    }

    @Test("an answer that was under way does not open a gate that has just closed")
    func late() {
        var gate = ModelGate()
        #expect(gate.enter(at: .zero) == .pass && gate.enter(at: .zero) == .pass)
        gate.leave(.limited(.seconds(60)), at: .seconds(1))
        gate.leave(.answered, at: .seconds(2))
        #expect(gate.enter(at: .seconds(3)) == .closed(.seconds(58)))
        #expect(gate.enter(at: .seconds(61)) == .pass)
    }
}
