import Broker
import JSONModel

/// The body of a redrive.
struct RedriveOrder {
    enum Pipeline: String, CaseIterable { case pinned, current }

    let choice: LetterChoice
    let start: Redrive.Start
    let pipeline: Pipeline
    let payload: JSONValue?
    let rate: RedriveRate?

    init(_ value: JSONValue, at now: Timestamp) throws {
        let body = try ObjectBody(value, known: LetterChoice.fields + ["from", "pipeline", "payload", "rate"])
        choice = try LetterChoice(body, at: now)
        start = try body.word("from", default: .failedStep)
        pipeline = try body.word("pipeline", default: .pinned)
        payload = body["payload"]
        rate = try body.text("rate").map { text in
            guard let rate = RedriveRate(reading: text) else {
                throw Problem.body("`rate` is a number and a unit such as 10/s or 100/m, not `\(text)`", "/rate")
            }
            return rate
        }
    }

    /// Whether the letters themselves must be read: a payload is checked before it is stored.
    var needsLetters: Bool { payload != nil || pipeline == .current }
}
