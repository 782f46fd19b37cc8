import JSONModel

/// What the server says, in the JSON hub protocol: every message ends with 0x1E.
enum ServerMessage {
    static let handshakeAccepted = record([:])
    static let ping = record(["type": 6])

    static func handshakeRefused(_ reason: String) -> [UInt8] { record(["error": .string(reason)]) }

    static func invocation(of target: String, _ arguments: [JSONValue]) -> [UInt8] {
        record(["type": 1, "target": .string(target), "arguments": .array(arguments)])
    }

    static func completion(of invocation: String, error: String? = nil) -> [UInt8] {
        var message: [String: JSONValue] = ["type": 3, "invocationId": .string(invocation)]
        message["error"] = error.map { .string($0) }
        return record(.object(message))
    }

    /// - Parameter allowReconnect: whether the client should come back by itself.
    static func close(error: String? = nil, allowReconnect: Bool = false) -> [UInt8] {
        var message: [String: JSONValue] = ["type": 7]
        message["error"] = error.map { .string($0) }
        if allowReconnect { message["allowReconnect"] = true }
        return record(.object(message))
    }

    private static func record(_ message: JSONValue) -> [UInt8] {
        Array(message.text().utf8) + [RecordSplitter.separator]
    }
}
