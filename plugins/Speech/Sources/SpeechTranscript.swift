/// What was heard.
struct SpeechTranscript: Sendable, Hashable {
    var text = ""
    var segments: [SpeechSegment] = []
    var language: String?
    /// Seconds that the server says it counts; `nil` if it does not say.
    var countedSeconds: Double?

    /// Puts what was heard in a later piece behind this.
    mutating func append(_ other: SpeechTranscript, at start: Double) {
        if !other.text.isEmpty { text += (text.isEmpty ? "" : " ") + other.text }
        segments += other.segments.map { SpeechSegment(start: $0.start + start, end: $0.end + start, text: $0.text) }
        language = language ?? other.language
    }
}
