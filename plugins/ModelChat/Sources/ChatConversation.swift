import ModelCatalogue
import StepKit

/// What is sent: messages and options, as one JSON body.
///
/// The author's words are the system's; whatever may come from a job (prompt, images, the model's own answer and
/// what is wrong with it) stays in the other roles.
struct ChatConversation: Sendable {
    /// What some servers do not know and refuse by name.
    enum Option: CaseIterable {
        case responseFormat, streamOptions, maxTokens

        var words: [String] {
            switch self {
            case .responseFormat: ["response_format", "json_schema"]
            case .streamOptions: ["stream_options", "include_usage"]
            case .maxTokens: ["max_completion_tokens"]
            }
        }
    }

    let model: String
    let imageCount: Int
    private let imageBytes: Int
    private let system: String?
    private var messages: [JSONValue]
    var answerSchema: JSONValue?
    var temperature: Double?
    var maxTokens: Int?
    var isStreamed = true
    private var withheld: Set<Option> = []

    init(model: String, system: String?, prompt: String?, images: [String]) {
        self.model = model
        self.system = system
        imageCount = images.count
        imageBytes = images.reduce(0) { $0 + $1.utf8.count }
        let pictures = images.map { JSONValue.object(["type": "image_url", "image_url": ["url": .string($0)]]) }
        let text = prompt ?? ""
        let content: JSONValue =
            pictures.isEmpty
            ? .string(text) : .array((text.isEmpty ? [] : [["type": "text", "text": .string(text)]]) + pictures)
        messages = [["role": "user", "content": content]]
    }

    /// Shows the model its answer and what is wrong with it.
    mutating func addRepair(answer: String, findings: [String]) {
        let list = findings.map { "- \($0)" }.joined(separator: "\n")
        messages.append(["role": "assistant", "content": .string(answer)])
        messages.append([
            "role": "user",
            "content": .string(
                "This answer cannot be used:\n\(list)\nAnswer again, with the corrected JSON and nothing else."),
        ])
    }

    /// Leaves out what the server has refused by name; `false` if that changes nothing.
    mutating func withhold(_ isNamed: (String) -> Bool) -> Bool {
        for option in Option.allCases where isSent(option) && option.words.contains(where: isNamed) {
            withheld.insert(option)
            return true
        }
        return false
    }

    private func isSent(_ option: Option) -> Bool {
        guard !withheld.contains(option) else { return false }
        return switch option {
        case .responseFormat: answerSchema != nil
        case .streamOptions: isStreamed
        case .maxTokens: maxTokens != nil
        }
    }

    /// The most that sending these bytes can use.
    func demand(_ bytes: [UInt8]) -> ModelDemand {
        ModelDemand(
            textBytes: Int64(max(bytes.count - imageBytes, 0)), messages: Int64(messages.count) + 1,
            images: Int64(imageCount), outputTokens: maxTokens.map { Int64($0) })
    }

    var body: JSONValue {
        var body: [String: JSONValue] = ["model": .string(model), "stream": .bool(isStreamed)]
        body["messages"] = .array((instruction.map { [["role": "system", "content": .string($0)]] } ?? []) + messages)
        body["temperature"] = temperature.map { .double($0) }
        // The newer name, for servers that refuse the older.
        let limitName = withheld.contains(.maxTokens) ? "max_completion_tokens" : "max_tokens"
        body[limitName] = maxTokens.map { .int(Int64($0)) }
        if isSent(.streamOptions) { body["stream_options"] = ["include_usage": true] }
        if isSent(.responseFormat), let answerSchema {
            body["response_format"] = [
                "type": "json_schema", "json_schema": ["name": "answer", "strict": true, "schema": answerSchema],
            ]
        }
        return .object(body)
    }

    /// A server that does not take the schema as such is told it in words.
    private var instruction: String? {
        guard let answerSchema, withheld.contains(.responseFormat) else { return system }
        let words =
            "Answer with JSON alone, without any other text, that fits this JSON Schema:\n\(answerSchema.text())"
        return system.map { "\($0)\n\n\(words)" } ?? words
    }
}
