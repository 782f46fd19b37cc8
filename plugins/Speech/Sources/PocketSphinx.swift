import ChildProcess
import StepKit
import Synchronization

/// Listens with `pocketsphinx_continuous` as Debian packages it: English, offline, free, and no match for a model.
struct PocketSphinx: Sendable {
    static let program = "pocketsphinx_continuous"
    static let name = "pocketsphinx"

    let tools: MediaTools

    func transcribe(_ piece: SoundPieces.Piece, in context: StepContext) async throws -> SpeechTranscript {
        let lines = Lines()
        let result = try await tools.run(
            Self.program, ["-infile", piece.path, "-logfn", "/dev/null", "-time", "yes"], reading: piece.path,
            in: context, output: .lines(limit: 16 << 20) { line in lines.add(line) })
        guard case .exited(0) = result.status else {
            throw StepFailure(SpeechFailure.toolFailed, "pocketsphinx failed", disposition: .retryable)
        }
        return lines.transcript
    }

    private final class Lines: Sendable {
        private let reader = Mutex(PocketSphinxReader())

        func add(_ line: String) { reader.withLock { $0.add(line) } }
        var transcript: SpeechTranscript { reader.withLock { $0.transcript } }
    }
}

/// Reads what the program writes: a line with what was said, then one for each word with its start and end.
struct PocketSphinxReader {
    private var segments: [SpeechSegment] = []

    mutating func add(_ line: String) {
        let words = line.split(separator: " ")
        let numbers = words.suffix(3).compactMap { Double($0) }
        guard words.count == 4, numbers.count == 3 else {
            segments.append(SpeechSegment(start: -1, end: 0, text: words.joined(separator: " ")))
            return
        }
        // Silence and noise have words in angles.
        guard !words[0].hasPrefix("<"), !segments.isEmpty else { return }
        let last = segments.count - 1
        if segments[last].start < 0 { segments[last].start = numbers[0] }
        segments[last].end = numbers[1]
    }

    var transcript: SpeechTranscript {
        let heard = segments.filter { !$0.text.isEmpty && $0.start >= 0 }
        return SpeechTranscript(text: heard.map(\.text).joined(separator: " "), segments: heard, language: "en")
    }
}
