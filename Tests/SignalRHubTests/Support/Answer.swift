import Foundation
import JSONModel

/// What a server said to one request.
struct Answer: Sendable {
    let status: Int
    let head: String
    let body: String

    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    var code: String? { json["code"]?.stringValue }
}

extension HubServer {
    /// - Parameter token: of whoever asks; `nil` for nobody.
    func send(
        _ method: String, _ path: String, token: String? = HubServer.token("anna"), headers: [String] = [],
        body: String? = nil
    ) async throws -> Answer {
        try await RawSocket.with(port: port) { socket in
            var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
            if let token { lines.append("Authorization: Bearer \(token)") }
            if let body { lines.append("Content-Length: \(body.utf8.count)") }
            try await socket.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
            let text = try await socket.readToEnd()
            let end = text.range(of: "\r\n\r\n")
            let head = end.map { String(text[..<$0.lowerBound]) } ?? text
            let body = end.map { String(text[$0.upperBound...]) } ?? ""
            return Answer(status: Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0, head: head, body: body)
        }
    }

    func negotiate(_ query: String = "", token: String? = HubServer.token("anna")) async throws -> JSONValue {
        try await send("POST", "/hubs/jobs/negotiate" + query, token: token, body: "").json
    }

    /// Negotiates in version 1.
    func connectionToken(_ token: String = HubServer.token("anna")) async throws -> String {
        try await negotiate("?negotiateVersion=1", token: token)["connectionToken"]?.stringValue ?? ""
    }
}

let handshake = "{\"protocol\":\"json\",\"version\":1}\u{1E}"
