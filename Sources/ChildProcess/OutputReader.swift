import Subprocess

/// Reads one output stream of a child to its end, within the limits of a ``ChildOutput``.
struct OutputReader {
    enum Stream: String { case stdout, stderr }

    let stream: Stream
    private let output: ChildOutput
    private var splitter: LineSplitter
    private var kept: [UInt8] = []
    private var count = 0
    private var failure: (any Error)?

    init(_ stream: Stream, _ output: ChildOutput) {
        self.stream = stream
        self.output = output
        self.splitter = LineSplitter(maxLength: output.maxLineLength)
    }

    struct Reading: Sendable {
        /// What the output asks to keep.
        var kept: [UInt8] = []
        var failure: (any Error)?
    }

    /// Reads to the end also after a failure, which stops the child: closing the pipe instead would kill a child that
    /// uses its grace to tidy up and to say so.
    static func read(
        _ stream: Stream, _ buffers: SubprocessOutputSequence, as output: ChildOutput, of child: RunningChild
    ) async -> Reading {
        var reader = OutputReader(stream, output)
        do {
            for try await buffer in buffers {
                await reader.attempt(for: child) { reader async throws in
                    try await reader.take(buffer.withUnsafeBytes { Array($0) })
                }
            }
            await reader.attempt(for: child) { reader async throws in try await reader.finish() }
        } catch {
            reader.failure = reader.failure ?? error
            child.stop()
        }
        return Reading(kept: reader.kept, failure: reader.failure)
    }

    private mutating func attempt(
        for child: RunningChild, _ work: (inout OutputReader) async throws -> Void
    ) async {
        guard !child.isStopping else { return }
        do {
            try await work(&self)
        } catch {
            failure = error
            child.stop()
        }
    }

    private mutating func take(_ bytes: [UInt8]) async throws {
        switch output {
        case .discard:
            break
        case .collect(let limit):
            try countBytes(bytes.count, limit: limit)
            kept += bytes
        case .keepLast(let limit):
            kept += bytes
            // Cutting only at twice the size keeps a flood from moving every byte many times.
            if kept.count / 2 >= limit { kept = Array(kept.suffix(max(0, limit))) }
        case .lines(_, let limit, let handler):
            try countBytes(bytes.count, limit: limit)
            for line in try lines(in: bytes) { try await handler(line) }
        case .chunks(let limit, let handler):
            try countBytes(bytes.count, limit: limit)
            try await handler(bytes)
        }
    }

    private mutating func finish() async throws {
        switch output {
        case .keepLast(let limit): kept = Array(kept.suffix(max(0, limit)))
        case .lines(_, _, let handler):
            if let line = splitter.finish() { try await handler(line) }
        case .discard, .collect, .chunks: break
        }
    }

    private mutating func countBytes(_ more: Int, limit: Int) throws(ChildProcessError) {
        guard more <= limit - count else {
            throw ChildProcessError(.outputTooLarge, at: stream.rawValue, "More than \(limit) bytes were written.")
        }
        count += more
    }

    private mutating func lines(in bytes: [UInt8]) throws(ChildProcessError) -> [String] {
        do {
            return try splitter.append(bytes)
        } catch {
            let limit = splitter.maxLength
            throw ChildProcessError(.lineTooLong, at: stream.rawValue, "A line has more than \(limit) bytes.")
        }
    }
}

extension ChildOutput {
    fileprivate var maxLineLength: Int {
        if case .lines(let maxLength, _, _) = self { max(0, maxLength) } else { 0 }
    }
}
