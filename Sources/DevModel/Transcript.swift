import JSONModel

/// What the development model hears: for each second a word for how loud it is and one for how high. No speech, and it
/// says so to nobody who listens; but equal sounds get equal words, and silence gets none.
struct Transcript: Sendable {
    struct Segment: Sendable, Hashable {
        let start: Double
        let end: Double
        let text: String
    }

    private static let longestSegment = 5

    let segments: [Segment]
    let duration: Double

    /// Providers count begun seconds.
    var billedSeconds: Int { Int(duration.rounded(.up)) }

    var text: String { segments.map(\.text).joined(separator: " ") }

    init(of sound: WaveSound) {
        duration = sound.seconds
        var segments: [Segment] = []
        var open: (start: Int, words: [String])?
        let seconds = stride(from: 0, to: sound.samples.count, by: sound.rate).map {
            Self.words(sound.samples[$0..<min($0 + sound.rate, sound.samples.count)], rate: sound.rate)
        }
        func close(at second: Int) {
            guard let (start, words) = open else { return }
            let end = min(Double(second), sound.seconds)
            segments.append(Segment(start: Double(start), end: end, text: words.joined(separator: " ") + "."))
            open = nil
        }
        for (second, words) in seconds.enumerated() {
            if words == nil || second - (open?.start ?? second) >= Self.longestSegment { close(at: second) }
            if let words { open = (open?.start ?? second, (open?.words ?? []) + [words]) }
        }
        close(at: seconds.count)
        self.segments = segments
    }

    /// `nil` for silence.
    private static func words(_ samples: ArraySlice<Int16>, rate: Int) -> String? {
        let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(samples.count, 1))
        let loudness = power.squareRoot()
        guard loudness >= 100 else { return nil }
        var crossings = 0
        for (left, right) in zip(samples, samples.dropFirst()) where (left < 0) != (right < 0) { crossings += 1 }
        let pitch = Double(crossings) / 2 / (Double(samples.count) / Double(rate))
        let volume = loudness < 1000 ? "quiet" : loudness < 5000 ? "clear" : loudness < 15_000 ? "loud" : "roaring"
        return volume + (pitch < 300 ? " low" : pitch < 1500 ? " middle" : " high") + " tone"
    }

    func json(isVerbose: Bool, language: String?, withUsage: Bool) -> JSONValue {
        var body: [String: JSONValue] = ["text": .string(text)]
        if withUsage { body["usage"] = ["type": "duration", "seconds": .int(Int64(billedSeconds))] }
        guard isVerbose else { return .object(body) }
        body["task"] = "transcribe"
        body["language"] = .string(language ?? "en")
        body["duration"] = .double(duration)
        body["segments"] = .array(
            segments.enumerated().map { index, segment in
                [
                    "id": .int(Int64(index)), "start": .double(segment.start), "end": .double(segment.end),
                    "text": .string(segment.text),
                ]
            })
        return .object(body)
    }
}
