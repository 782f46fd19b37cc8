import StepKit
import TestSupport
import Testing

@testable import PipelineRuntime

@Suite("One call for all who want the same")
struct CallSharingTests {
    private let calls = CallSharing()
    private let signal = AbortSignal()

    /// Notes its turn.
    private func ask(_ name: String, _ turns: Journal<String>, signal: AbortSignal) -> Task<Void, Never> {
        Task { turns.note("\(name) \(await calls.turn(for: "key", signal: signal))") }
    }

    /// A task waits once a later one cannot be first any more; its place in the queue shows.
    private func waiting(_ count: Int) async throws {
        try await eventually("\(count) wait") { calls.waiters(for: "key") == count }
    }

    @Test("The first makes it, and those who wait find the result")
    func made() async throws {
        let turns = Journal<String>()
        #expect(await calls.turn(for: "key", signal: signal) == .mine)
        let others = [ask("a", turns, signal: signal), ask("b", turns, signal: signal)]
        try await waiting(2)
        calls.end("key", isKept: true)
        for other in others { await other.value }
        #expect(Set(turns.entries) == ["a made", "b made"])
        #expect(await calls.turn(for: "key", signal: signal) == .mine)
    }

    @Test("Calls for something else do not wait")
    func other() async {
        #expect(await calls.turn(for: "key", signal: signal) == .mine)
        #expect(await calls.turn(for: "another", signal: signal) == .mine)
    }

    @Test("One that fails leaves it to the next, one at a time")
    func failed() async throws {
        let turns = Journal<String>()
        #expect(await calls.turn(for: "key", signal: signal) == .mine)
        let first = ask("a", turns, signal: signal)
        try await waiting(1)
        let second = ask("b", turns, signal: signal)
        try await waiting(2)
        calls.end("key", isKept: false)
        await first.value
        #expect(turns.entries == ["a mine"])
        calls.end("key", isKept: false)
        await second.value
        #expect(turns.entries == ["a mine", "b mine"])
    }

    @Test("Who stops waiting is in nobody's way", arguments: ["signal", "task"])
    func aborted(by means: String) async throws {
        let (turns, own) = (Journal<String>(), AbortSignal())
        #expect(await calls.turn(for: "key", signal: signal) == .mine)
        let first = ask("a", turns, signal: own)
        try await waiting(1)
        let second = ask("b", turns, signal: signal)
        try await waiting(2)
        if means == "signal" { own.fire(.cancelled) } else { first.cancel() }
        await first.value
        calls.end("key", isKept: false)
        await second.value
        #expect(turns.entries == ["a aborted", "b mine"])
    }

    @Test("Who was asked to stop before it asks does not wait")
    func before() async {
        let own = AbortSignal()
        #expect(await calls.turn(for: "key", signal: signal) == .mine)
        own.fire(.timedOut)
        #expect(await calls.turn(for: "key", signal: own) == .aborted)
    }
}
