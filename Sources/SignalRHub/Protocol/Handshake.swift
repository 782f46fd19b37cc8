import JSONModel

/// The first message of a client: which protocol it speaks.
enum Handshake {
    /// - Returns: why it is refused; `nil` when it is taken.
    static func refusal(of record: [UInt8]) -> String? {
        guard let request = try? JSONValue(parsing: record, maximumDepth: 8), request.objectValue != nil else {
            return "The handshake is not a JSON object."
        }
        guard let name = request["protocol"]?.stringValue, let version = request["version"]?.intValue else {
            return "The handshake names no protocol and version."
        }
        guard name == "json" else { return "The protocol '\(name.prefix(50))' is not supported, only 'json' is." }
        // Version 2 is for stateful reconnects, which are never negotiated. Version 0 is what signalrcore calls 1 after a
        // negotiation in version 0; ASP.NET takes any version up to its own.
        guard (0...1).contains(version) else {
            return "Version \(version) of the protocol 'json' is not supported, only 1 is."
        }
        return nil
    }
}
