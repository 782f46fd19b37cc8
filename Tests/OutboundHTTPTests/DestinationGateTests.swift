import TestSupport
import Testing

@testable import OutboundHTTP

@Suite("Gate of destinations", .timeLimit(.minutes(10)))
struct DestinationGateTests {
    private let clock = ManualClock()

    private func gate(atOnce: Int = 1, waiting: Int = 2) -> DestinationGate {
        var limits = DestinationGate.Limits()
        limits.atOnce = atOnce
        limits.waiting = waiting
        return DestinationGate(limits: limits, clock: clock)
    }

    private static let dead = OutboundHTTPError(.connectFailed, "No.")

    private func refusal(_ gate: DestinationGate, at place: String = "a") async -> DestinationGate.Refusal? {
        await #expect(throws: DestinationGate.Refusal.self) { try await gate.withPlace(at: place) {} }
    }

    private func fail(_ gate: DestinationGate, _ times: Int = 1, at place: String = "a") async {
        for _ in 0..<times {
            await #expect(throws: OutboundHTTPError.self) { try await gate.withPlace(at: place) { throw Self.dead } }
        }
    }

    @Test("callers beyond the quota wait in order, and each gets the place of the one before")
    func order() async throws {
        let gate = gate()
        let (order, admitted) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup { group in
            let (open, opener) = AsyncStream.makeStream(of: Void.self)
            group.addTask { try await gate.withPlace(at: "a") { for await _ in open {} } }
            try await eventually("the first is inside") { gate.insideCount(at: "a") == 1 }
            for number in 1...2 {
                group.addTask { _ = try await gate.withPlace(at: "a") { admitted.yield(number) } }
                try await eventually("\(number) waits") { gate.waitingCount(at: "a") == number }
            }
            opener.finish()
            try await group.waitForAll()
        }
        admitted.finish()
        #expect(await order.reduce(into: []) { $0.append($1) } == [1, 2])
        #expect(gate.destinationCount == 0, "nothing is remembered of destinations that answer")
    }

    @Test("a full line refuses at once, and waiting has an end; other destinations do not notice")
    func bounded() async throws {
        let gate = gate(waiting: 1)
        try await withThrowingTaskGroup { group in
            let (open, opener) = AsyncStream.makeStream(of: Void.self)
            group.addTask { try await gate.withPlace(at: "a") { for await _ in open {} } }
            try await eventually("the first is inside") { gate.insideCount(at: "a") == 1 }
            async let waiting = refusal(gate)
            try await eventually("one waits") { gate.waitingCount(at: "a") == 1 }
            #expect(await refusal(gate) == .init(reason: .busy, retryAfter: .seconds(5)))
            try await gate.withPlace(at: "b") {}
            try await clock.waitForSleepers(count: 1)
            clock.advance(by: .seconds(5))
            #expect(await waiting == .init(reason: .busy, retryAfter: .seconds(5)))
            opener.finish()
            try await group.waitForAll()
        }
        try await gate.withPlace(at: "a") {}
    }

    @Test("a cancelled caller leaves the line")
    func cancelled() async throws {
        let gate = gate()
        try await gate.withPlace(at: "a") {
            let waiting = Task { try await gate.withPlace(at: "a") { Issue.record("it had no place") } }
            try await eventually("it waits") { gate.waitingCount(at: "a") == 1 }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(gate.waitingCount(at: "a") == 0)
        }
        try await gate.withPlace(at: "a") {}
    }

    @Test("after five calls without an answer nobody is let through, until one probe is answered")
    func opens() async throws {
        let gate = gate()
        await fail(gate, 5)
        #expect(await refusal(gate) == .init(reason: .unreachable, retryAfter: .seconds(10)))
        try await gate.withPlace(at: "b") {}
        clock.advance(by: .seconds(10))
        await fail(gate)
        #expect(await refusal(gate) == .init(reason: .unreachable, retryAfter: .seconds(20)))
        clock.advance(by: .seconds(20))
        try await gate.withPlace(at: "a") {}
        try await gate.withPlace(at: "a") {}
        #expect(gate.destinationCount == 0)
    }

    @Test("those who wait when it opens are refused at once")
    func waitersRefused() async throws {
        let gate = gate()
        await fail(gate, 4)
        let (open, opener) = AsyncStream.makeStream(of: Void.self)
        async let last: Void = gate.withPlace(at: "a") {
            for await _ in open {}
            throw Self.dead
        }
        try await eventually("the last is inside") { gate.insideCount(at: "a") == 1 }
        async let waiting = refusal(gate)
        try await eventually("one waits") { gate.waitingCount(at: "a") == 1 }
        opener.finish()
        #expect(await waiting?.reason == .unreachable)
        do {
            try await last
            Issue.record("the last call failed")
        } catch {
            #expect(error as? OutboundHTTPError == Self.dead)
        }
    }

    @Test(
        "what says nothing of the destination does not count against it",
        arguments: [
            OutboundHTTPError.Code.urlForbidden, .urlInvalid, .requestInvalid, .cancelled, .tooLarge, .responseInvalid,
        ])
    func innocent(code: OutboundHTTPError.Code) async throws {
        let gate = gate()
        for _ in 0..<20 {
            await #expect(throws: OutboundHTTPError.self) {
                try await gate.withPlace(at: "a") { throw OutboundHTTPError(code, "x") }
            }
        }
        try await gate.withPlace(at: "a") {}
    }

    @Test("dead destinations without number are forgotten once their pause is over")
    func forgets() async {
        let gate = gate()
        for number in 0..<5000 { await fail(gate, at: "\(number)") }
        #expect(gate.destinationCount < 5000)
    }
}
