import CCurl
import Foundation
import Synchronization

/// The one thread on which libcurl sends mails, and the way to reach it from everywhere else.
final class MailLoop: Sendable {
    enum Command: Sendable {
        case start(Posting)
        case remove(Posting)
    }

    private struct State: Sendable {
        var commands: [Command] = []
        var waker: Waker?
        var isRunning = false
        var isShutDown = false

        /// - Returns: false when nobody will carry it out any more.
        mutating func post(_ command: Command) -> Bool {
            guard !isShutDown else { return false }
            commands.append(command)
            waker?.wake()
            return true
        }

        mutating func takeCommands() -> [Command] {
            defer { commands = [] }
            return commands
        }
    }

    private let state = Mutex(State())
    private let mostConnections: Int

    init(mostConnections: Int) {
        self.mostConnections = mostConnections
    }

    func start(_ posting: Posting) {
        let (isTaken, isFirst) = state.withLock { state in
            let isTaken = state.post(.start(posting))
            defer { state.isRunning = true }
            return (isTaken, isTaken && !state.isRunning)
        }
        if !isTaken { posting.end(.failure(Posting.cancelled)) }
        if isFirst { startThread() }
    }

    /// The sender has left: closes the connection.
    func abandon(_ posting: Posting) {
        guard posting.end(.failure(Posting.cancelled)) else { return }
        _ = state.withLock { $0.post(.remove(posting)) }
    }

    func shutdown() {
        state.withLock { state in
            state.isShutDown = true
            state.waker?.wake()
        }
    }

    private func startThread() {
        let thread = Thread { self.run() }
        thread.name = "outbound-mail"
        thread.start()
    }

    private func run() {
        ignoreBrokenPipes()
        guard let runner = MailRunner(mostConnections: mostConnections) else { return refuseAll() }
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

    /// TLS writes to a closed connection without asking for silence; blocked here, the signal ends nobody.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func refuseAll() {
        let commands = state.withLock { state in
            state.isShutDown = true
            return state.takeCommands()
        }
        for case .start(let posting) in commands {
            posting.end(.failure(OutboundMailError(.transferFailed, "libcurl could not be started.")))
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
