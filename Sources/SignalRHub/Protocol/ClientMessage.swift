import JSONModel

/// What a client says after its handshake, as far as the hub cares.
enum ClientMessage: Hashable {
    /// - Parameter id: `nil` when no answer is wanted.
    case invocation(id: String?, target: String, arguments: [JSONValue])
    /// A call of a method that would answer in pieces; there are none.
    case stream(id: String)
    case close
    /// A ping, or anything that only shows that the client lives.
    case sign

    struct Malformed: Error, Hashable {
        /// One plain sentence, which the client is told.
        let reason: String
    }

    init(parsing record: [UInt8]) throws(Malformed) {
        guard let value = try? JSONValue(parsing: record, maximumDepth: 32), value.objectValue != nil else {
            throw Malformed(reason: "A message is not a JSON object.")
        }
        guard let type = value["type"]?.intValue else {
            throw Malformed(reason: "A message has no type.")
        }
        switch type {
        case 1: self = try Self.call(value)
        case 3:
            guard value["result"] == nil || value["error"] == nil else {
                throw Malformed(reason: "A completion has a result and an error.")
            }
            self = .sign
        case 4:
            guard let id = value["invocationId"]?.stringValue else {
                throw Malformed(reason: "A stream invocation has no invocationId.")
            }
            self = .stream(id: id)
        case 7: self = .close
        // Stream items and cancellations have nothing to belong to; newer types are for newer servers.
        default: self = .sign
        }
    }

    private static func call(_ value: JSONValue) throws(Malformed) -> ClientMessage {
        guard let target = value["target"]?.stringValue, !target.isEmpty else {
            throw Malformed(reason: "An invocation has no target.")
        }
        guard let arguments = (value["arguments"] ?? []).arrayValue else {
            throw Malformed(reason: "The arguments of an invocation are not a list.")
        }
        let id = value["invocationId"] ?? .null
        guard id.isNull || id.stringValue != nil else {
            throw Malformed(reason: "An invocationId is not text.")
        }
        return .invocation(id: id.stringValue, target: target, arguments: arguments)
    }
}
