import JSONModel

/// Text that fits a string schema's format and lengths.
struct TextFiller {
    private static let maximumLength: Int64 = 100_000

    let schema: [String: JSONValue]
    let source: AnswerSource

    func fill(at place: AnswerPlace) throws(DevModelError) -> JSONValue {
        let minimum = max(0, schema["minLength"]?.intValue ?? 0)
        let maximum = schema["maxLength"]?.intValue ?? .max
        guard minimum <= maximum, minimum <= Self.maximumLength else {
            throw SchemaFiller.failure("no text fits its lengths", at: place)
        }
        // JSON Schema counts code points, Swift's `count` characters as they are seen.
        var text = Array((formatted ?? source.text(at: place)).unicodeScalars)
        if text.isEmpty, minimum > 0 { text = Array("No speech.".unicodeScalars) }
        if Int64(text.count) > maximum { text = Array(text.prefix(Int(maximum))) }
        let missing = Int(minimum) - text.count
        if missing > 0 { text += repeatElement(".", count: missing) }
        return .string(String(String.UnicodeScalarView(text)))
    }

    private var formatted: String? {
        switch schema["format"]?.stringValue {
        case "date-time": "2000-01-01T00:00:00Z"
        case "date": "2000-01-01"
        case "time": "00:00:00Z"
        case "duration": "PT1S"
        case "email": "someone@example.com"
        case "hostname": "example.com"
        case "ipv4": "192.0.2.1"
        case "ipv6": "2001:db8::1"
        case "uri", "uri-reference": "https://example.com/"
        case "uuid": "00000000-0000-4000-8000-000000000000"
        default: nil
        }
    }
}
