public import Logging
import Synchronization

/// Keeps what is logged, so that a test can read it.
///
///     let logs = LogCollector()
///     let worker = Worker(logger: logs.logger)
public final class LogCollector: Sendable {
    /// One logged line.
    public struct Line: Sendable, CustomStringConvertible {
        public let level: Logger.Level
        public let message: String
        /// The logger's own metadata and that of the call, which wins.
        public let metadata: [String: String]

        public var description: String {
            let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            return "\(level): \(message)\(pairs.joined())"
        }
    }

    private let state = Mutex<[Line]>([])

    public init() {}

    /// A logger of every level that writes here.
    public var logger: Logger {
        Logger(label: "test") { [self] _ in Handler(collector: self) }
    }

    /// What was logged so far, oldest first.
    public var lines: [Line] { state.withLock { $0 } }

    /// Whether any line (message or metadata) holds the text.
    public func contains(_ text: String) -> Bool { lines.contains { $0.description.contains(text) } }

    private func append(_ line: Line) { state.withLock { $0.append(line) } }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            collector.append(
                Line(
                    level: event.level, message: event.message.description,
                    metadata: all.mapValues { "\($0)" }))
        }
    }
}
