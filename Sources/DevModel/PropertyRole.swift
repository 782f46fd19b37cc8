/// What a property of an answer seems to be for, judged by its name.
enum PropertyRole: Sendable {
    case spoken, label, colour, mood, title, reason, summary, sentence
    case ratio(Ratio)
    case start, end, place, count

    enum Ratio: Sendable { case confidence, brightness, contrast, colourfulness, change }

    init(name: String) {
        let plain = String(name.lowercased().filter { $0.isLetter || $0.isNumber })
        self = Self.roles[plain] ?? Self.roles[Self.singular(plain)] ?? .sentence
    }

    private static func singular(_ word: String) -> String { word.hasSuffix("s") ? String(word.dropLast()) : word }

    private static let roles: [String: PropertyRole] = [
        "transcript": .spoken, "transcription": .spoken, "speech": .spoken, "spoken": .spoken, "dialogue": .spoken,
        "subtitle": .spoken, "label": .label, "object": .label, "tag": .label, "keyword": .label, "topic": .label,
        "thing": .label, "entity": .label, "entities": .label, "colour": .colour, "color": .colour, "mood": .mood,
        "sentiment": .mood, "tone": .mood, "emotion": .mood, "feeling": .mood, "title": .title, "headline": .title,
        "name": .title, "reason": .reason, "reasoning": .reason, "why": .reason, "rationale": .reason,
        "explanation": .reason, "summary": .summary, "overview": .summary, "overall": .summary,
        "confidence": .ratio(.confidence), "probability": .ratio(.confidence), "certainty": .ratio(.confidence),
        "score": .ratio(.brightness), "rating": .ratio(.brightness), "brightness": .ratio(.brightness),
        "contrast": .ratio(.contrast), "colourfulness": .ratio(.colourfulness),
        "colorfulness": .ratio(.colourfulness), "saturation": .ratio(.colourfulness), "change": .ratio(.change),
        "movement": .ratio(.change), "motion": .ratio(.change), "difference": .ratio(.change), "start": .start,
        "startsecond": .start, "starttime": .start, "begin": .start, "from": .start, "time": .start,
        "timestamp": .start, "second": .start, "end": .end, "endsecond": .end, "endtime": .end, "until": .end,
        "to": .end, "index": .place, "frame": .place, "number": .place, "position": .place, "id": .place,
        "count": .count, "total": .count, "duration": .count, "framecount": .count,
    ]
}
