package import JSONModel

extension FailureRecord {
    /// Code, message and step: what events carry.
    package var summary: JSONValue {
        ["code": .string(code), "message": .string(message), "step": step.map { .string($0) } ?? .null]
    }

    /// All of it: what stores keep.
    package var json: JSONValue {
        [
            "code": .string(code), "message": .string(message), "step": step.map { .string($0) } ?? .null,
            "details": details,
        ]
    }

    package init?(json: JSONValue) {
        guard let code = json["code"]?.stringValue, let message = json["message"]?.stringValue else { return nil }
        self.init(code: code, message: message, step: json["step"]?.stringValue, details: json["details"] ?? .null)
    }
}
