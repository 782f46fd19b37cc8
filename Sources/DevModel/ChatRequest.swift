import JSONModel

/// A chat completion request, as far as the development model looks at it.
struct ChatRequest: Sendable {
    enum Format: Sendable {
        case text
        case anyObject
        case schema(JSONValue)
    }

    static let maximumImages = 128

    /// All text, in order; for the token count.
    private(set) var texts: [String] = []
    /// The text of the last message of the user.
    private(set) var prompt = ""
    private(set) var images: [EncodedImage] = []
    /// What the client wants to ask; every name is answered.
    let model: String
    let format: Format
    /// `max_completion_tokens` or `max_tokens`.
    let tokenLimit: Int?
    let isStreamed: Bool
    let wantsStreamUsage: Bool

    /// - Throws: ``DevModelError`` with the place of what does not fit.
    init(_ body: JSONValue) throws(DevModelError) {
        guard body.objectValue != nil else { throw DevModelError(.invalidRequest, "an object is expected", at: "") }
        model = body["model"]?.stringValue ?? ""
        format = try Self.readFormat(body["response_format"])
        tokenLimit = try Self.readTokenLimit(body)
        isStreamed = try Self.readFlag(body["stream"], at: "/stream")
        let usage = body["stream_options"]?["include_usage"]
        wantsStreamUsage = try Self.readFlag(usage, at: "/stream_options/include_usage")
        guard let messages = body["messages"]?.arrayValue, !messages.isEmpty else {
            throw DevModelError(.invalidRequest, "`messages` must be a list with at least one message", at: "/messages")
        }
        for (index, message) in messages.enumerated() { try read(message, at: "/messages/\(index)") }
        guard images.count <= Self.maximumImages else {
            throw DevModelError(.invalidRequest, "at most \(Self.maximumImages) images a request", at: "/messages")
        }
    }

    private static func readFlag(_ value: JSONValue?, at place: String) throws(DevModelError) -> Bool {
        guard let value, !value.isNull else { return false }
        guard let flag = value.boolValue else { throw DevModelError(.invalidRequest, "true or false", at: place) }
        return flag
    }

    private static func readTokenLimit(_ body: JSONValue) throws(DevModelError) -> Int? {
        for key in ["max_completion_tokens", "max_tokens"] {
            guard let value = body[key], !value.isNull else { continue }
            guard let limit = value.intValue, let limit = Int(exactly: limit), limit > 0 else {
                throw DevModelError(.invalidRequest, "a whole number above 0 is expected", at: "/\(key)")
            }
            return limit
        }
        return nil
    }

    private static func readFormat(_ format: JSONValue?) throws(DevModelError) -> Format {
        guard let format, !format.isNull else { return .text }
        switch format["type"]?.stringValue {
        case "text": return .text
        case "json_object": return .anyObject
        case "json_schema":
            guard let schema = format["json_schema"]?["schema"] else {
                throw DevModelError(.invalidRequest, "a schema is expected", at: "/response_format/json_schema/schema")
            }
            return .schema(schema)
        default:
            let message = "`text`, `json_object` or `json_schema` is expected"
            throw DevModelError(.invalidRequest, message, at: "/response_format/type")
        }
    }

    private mutating func read(_ message: JSONValue, at place: String) throws(DevModelError) {
        guard let role = message["role"]?.stringValue else {
            throw DevModelError(.invalidRequest, "a message needs a role", at: place + "/role")
        }
        let firstText = texts.count
        switch message["content"] {
        case .string(let text): texts.append(text)
        case .array(let parts):
            for (index, part) in parts.enumerated() { try readPart(part, at: "\(place)/content/\(index)") }
        case nil, .null: break
        default: throw DevModelError(.invalidRequest, "text or a list of parts is expected", at: place + "/content")
        }
        if role == "user" { prompt = texts[firstText...].joined(separator: "\n") }
    }

    private mutating func readPart(_ part: JSONValue, at place: String) throws(DevModelError) {
        switch part["type"]?.stringValue {
        case "text":
            guard let text = part["text"]?.stringValue else {
                throw DevModelError(.invalidRequest, "text is expected", at: place + "/text")
            }
            texts.append(text)
        case "image_url":
            // Ollama's clients write the address itself, all others an object with `url`.
            guard let url = part["image_url"]?["url"]?.stringValue ?? part["image_url"]?.stringValue else {
                throw DevModelError(.invalidRequest, "an image address is expected", at: place + "/image_url")
            }
            images.append(try EncodedImage(dataURL: url, at: place + "/image_url"))
        default: throw DevModelError(.invalidRequest, "`text` or `image_url` is expected", at: place + "/type")
        }
    }
}
