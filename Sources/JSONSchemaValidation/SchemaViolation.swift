public import JSONModel

/// One thing that keeps a value from fitting a schema.
public struct SchemaViolation: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place in the checked value. For an unknown key this is the member, for a missing key the object.
    public let instance: JSONPointer
    /// The place of the keyword, in the document that holds it.
    public let schema: JSONPointer
    /// The keyword, such as `required`; empty where a schema is `false` or the check was given up.
    public let keyword: String
    /// One sentence in the words of whoever wrote the value.
    public let message: String
    /// The key the sentence is about: unknown, missing or badly named.
    public let key: String?
    /// What was probably meant: a key or a word.
    public let suggestion: String?
    /// What would fit, as the message shows it: kinds of value, values or keys. Empty where there is no such list.
    public let expected: [String]
    /// The way to the keyword from the root of the schema, references included, such as `/items/$ref/type`.
    public let keywordLocation: JSONPointer
    /// The URI of the keyword; `nil` if the schema says nothing about its own URI.
    public let absoluteKeywordLocation: String?

    public init(
        instance: JSONPointer, schema: JSONPointer, keyword: String, message: String, key: String? = nil,
        suggestion: String? = nil, expected: [String] = [], keywordLocation: JSONPointer? = nil,
        absoluteKeywordLocation: String? = nil
    ) {
        self.instance = instance
        self.schema = schema
        self.keyword = keyword
        self.message = message
        self.key = key
        self.suggestion = suggestion
        self.expected = expected
        self.keywordLocation = keywordLocation ?? schema
        self.absoluteKeywordLocation = absoluteKeywordLocation
    }

    public var description: String { instance == .root ? message : "\(instance): \(message)" }
}
