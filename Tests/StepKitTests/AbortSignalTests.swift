import Synchronization
import Testing

@testable import StepKit

@Suite("The abort signal")
struct AbortSignalTests {
    let signal = AbortSignal()
    let calls = Calls()

    final class Calls: Sendable {
        private let state = Mutex<[String]>([])
        var all: [String] { state.withLock { $0 } }
        func note(_ call: String) { state.withLock { $0.append(call) } }
    }

    @Test("says nothing until it fires")
    func quiet() throws {
        #expect(signal.reason == nil)
        try signal.throwIfAborted()
    }

    @Test("throws its reason once it has fired", arguments: AbortReason.allCases)
    func throwsReason(reason: AbortReason) {
        signal.fire(reason)
        #expect(signal.reason == reason)
        #expect(throws: StepAborted(reason)) { try signal.throwIfAborted() }
    }

    @Test("calls its handlers in order, once, with the first reason")
    func handlers() {
        for name in ["a", "b", "c"] { signal.onAbort { [calls] in calls.note("\(name) \($0)") } }
        signal.fire(.timedOut)
        signal.fire(.cancelled)
        #expect(calls.all == ["a timedOut", "b timedOut", "c timedOut"])
        #expect(signal.reason == .timedOut)
    }

    @Test("a handler taken back is not called")
    func takenBack() {
        let registration = signal.onAbort { [calls] _ in calls.note("a") }
        signal.onAbort { [calls] _ in calls.note("b") }
        registration.cancel()
        registration.cancel()
        signal.fire(.cancelled)
        #expect(calls.all == ["b"])
    }

    @Test("a handler may take back a later one while the signal fires")
    func takenBackWhileFiring() {
        let later = Mutex<AbortRegistration?>(nil)
        signal.onAbort { [calls] _ in
            calls.note("a")
            later.withLock { $0 }?.cancel()
        }
        let registration = signal.onAbort { [calls] _ in calls.note("b") }
        later.withLock { $0 = registration }
        signal.fire(.cancelled)
        #expect(calls.all == ["a"])
    }

    @Test("a handler that comes late is called at once, and may itself ask the signal")
    func late() {
        signal.fire(.lockLost)
        signal.onAbort { [calls, signal] in
            calls.note("\($0) \(signal.reason == .lockLost)")
            signal.onAbort { _ in calls.note("nested") }
        }
        #expect(calls.all == ["lockLost true", "nested"])
    }

    @Test("firing from many tasks at once calls each handler once")
    func manyFires() async {
        signal.onAbort { [calls] _ in calls.note("a") }
        await withTaskGroup { group in
            for reason in AbortReason.allCases { group.addTask { [signal] in signal.fire(reason) } }
        }
        #expect(calls.all == ["a"])
    }
}
