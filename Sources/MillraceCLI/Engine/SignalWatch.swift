import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM as values: the first asks to stop, the second ends the process at once.
final class SignalWatch: Sendable {
    /// Yields when the first comes.
    let first: AsyncStream<Void>
    private let sources: Mutex<[any DispatchSourceSignal]>

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        first = stream
        let queue = DispatchQueue(label: "millrace.signals")
        let count = SignalCount()
        let sources = [(SIGINT, ExitStatus.interrupted), (SIGTERM, .terminated)].map { number, status in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if count.next() > 1 { exit(status.rawValue) }
                continuation.yield()
            }
            source.resume()
            return source
        }
        self.sources = Mutex(sources)
    }
}

private final class SignalCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
