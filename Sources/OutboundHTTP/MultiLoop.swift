import CCurl
import Foundation
import Synchronization

/// The one thread on which libcurl runs, and the way to reach it from everywhere else.
final class MultiLoop: Sendable {
    enum Command: Sendable {
        case start(Exchange)
        case resume(id: UInt64)
        case remove(id: UInt64)
    }

    private struct State: Sendable {
        var commands: [Command] = []
        var waker: Waker?
        var isRunning = false
        var isShutDown = false
        var lastID: UInt64 = 0

        mutating func post(_ command: Command) {
            guard !isShutDown else { return }
            commands.append(command)
            waker?.wake()
        }

        mutating func takeCommands() -> [Command] {
            defer { commands = [] }
            return commands
        }
    }

    private let state = Mutex(State())

    func start(_ plan: TransferPlan) throws(OutboundHTTPError) -> Exchange {
        let (exchange, isFirst) = state.withLock { state in
            guard !state.isShutDown else { return (nil as Exchange?, false) }
            state.lastID += 1
            let exchange = Exchange(id: state.lastID, plan: plan)
            state.post(.start(exchange))
            defer { state.isRunning = true }
            return (exchange, !state.isRunning)
        }
        guard let exchange else { throw plan.error(.cancelled, "The client has been shut down.") }
        if isFirst { startThread() }
        return exchange
    }

    /// Lets a paused transfer go on.
    func resume(_ exchange: Exchange) {
        state.withLock { $0.post(.resume(id: exchange.id)) }
    }

    /// The reader has left: closes the connection unless the transfer is at its end.
    func abandon(_ exchange: Exchange) {
        guard exchange.update({ $0.abandon(exchange.plan.cancelled) }) else { return }
        state.withLock { $0.post(.remove(id: exchange.id)) }
    }

    func shutdown() {
        state.withLock { state in
            state.isShutDown = true
            state.waker?.wake()
        }
    }

    private func startThread() {
        let thread = Thread { self.run() }
        thread.name = "outbound-http"
        thread.start()
    }

    private func run() {
        guard let runner = MultiRunner() else { return refuseAll() }
        let waker = Waker(runner.multi)
        state.withLock { $0.waker = waker }
        while true {
            let (commands, isShutDown) = state.withLock { ($0.takeCommands(), $0.isShutDown) }
            for command in commands { runner.carryOut(command) }
            if isShutDown { break }
            runner.advance()
            runner.wait()
        }
        state.withLock { $0.waker = nil }
        runner.end()
    }

    private func refuseAll() {
        let commands = state.withLock { state in
            state.isShutDown = true
            return state.takeCommands()
        }
        for case .start(let exchange) in commands {
            exchange.update { $0.end(exchange.plan.error(.transferFailed, "libcurl could not be started.")) }
        }
    }
}

/// Unchecked because it holds a C pointer; its only use, `curl_multi_wakeup`, is documented as safe from any thread, and
/// it is called under the loop's lock, from which the waker is removed before the pointer dies.
private struct Waker: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    init(_ multi: UnsafeMutableRawPointer) {
        self.multi = multi
    }

    func wake() {
        curl_multi_wakeup(multi)
    }
}
