import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Wakes somebody when something happens in folders: at once where the system tells, else every 300 ms.
///
/// An alarm may be false: what has changed is for the one who is woken to see.
struct FolderAlarm: ~Copyable {
    private static let pause = Duration.milliseconds(300)
    /// Editors write in several steps; the last one is of interest.
    private static let settling = Duration.milliseconds(50)

    private let folders: [String]
    private let events: FolderEvents?

    init(_ folders: [String]) {
        self.folders = folders
        events = FolderEvents()
    }

    /// - Returns: whether there was one; `false` once the task is cancelled.
    func next() async -> Bool {
        do {
            guard let events, events.watch(folders) else {
                try await Task.sleep(for: Self.pause)
                return true
            }
            await events.wait()
            try await Task.sleep(for: Self.settling)
            return true
        } catch {
            return false
        }
    }
}

#if os(Linux)
    /// The kernel's notices about folders.
    private final class FolderEvents: Sendable {
        private let descriptor: Int32
        private let source: Mutex<any DispatchSourceRead>
        private let stream: AsyncStream<Void>

        init?() {
            let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
            guard descriptor >= 0 else { return nil }
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let source = DispatchSource.makeReadSource(
                fileDescriptor: descriptor, queue: DispatchQueue(label: "millrace.folders"))
            source.setEventHandler {
                var buffer = [UInt8](repeating: 0, count: 4096)
                while read(descriptor, &buffer, buffer.count) > 0 {}
                continuation.yield()
            }
            source.setCancelHandler { close(descriptor) }
            source.resume()
            self.descriptor = descriptor
            self.source = Mutex(source)
            self.stream = stream
        }

        deinit { source.withLock { $0.cancel() } }

        /// Again before every wait: a folder may be new, and to name one twice changes nothing.
        /// - Returns: whether any of them is watched.
        func watch(_ folders: [String]) -> Bool {
            let mask =
                UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM)
                | UInt32(IN_MOVED_TO) | UInt32(IN_ATTRIB)
            let watched = folders.filter { inotify_add_watch(descriptor, $0, mask) >= 0 }
            return !watched.isEmpty
        }

        func wait() async {
            for await _ in stream { return }
        }
    }
#else
    private final class FolderEvents: Sendable {
        init?() { return nil }
        func watch(_ folders: [String]) -> Bool { false }
        func wait() async {}
    }
#endif
