import JSONModel

extension DefinitionSchemas {
    /// `push` of a subscription; the plugin's own schema knows its other fields.
    static let push: JSONValue = [
        "type": "object", "required": ["url"],
        "description": "A request to this address for each message, instead of a pipeline; see http.push.",
        "examples": [["url": "https://example.com/hook"]],
        "properties": [
            "url": ["type": "string", "description": "Where to."],
            "method": ["type": "string", "description": "POST when left out."],
            "headers": ["type": "object", "description": "What to send besides."],
            "timeout": described(duration, "For one request; 30s when left out."),
        ],
    ]
}
