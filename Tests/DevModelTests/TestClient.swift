import DevModel
import Foundation
import JSONModel

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests over real sockets to a development model on loopback.
struct TestClient: Sendable {
    let address: DevModelAddress

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let text: String

        var json: JSONValue { (try? JSONValue(parsing: text)) ?? nil }
        var content: String? { json["choices"]?[0]?["message"]?["content"]?.stringValue }
        /// The content, read as JSON.
        var value: JSONValue? { content.flatMap { try? JSONValue(parsing: $0) } }
        var errorCode: String? { json["error"]?["code"]?.stringValue }

        /// The payloads of a stream's events.
        var events: [String] {
            text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { String($0.dropFirst("data: ".count)) }
        }
    }

    func send(
        _ method: String = "POST", _ path: String = "/v1/chat/completions", body: String? = nil, fault: String? = nil
    ) async throws -> Answer {
        try await send(method, path, data: body.map { Data($0.utf8) }, type: "application/json", fault: fault)
    }

    private func send(
        _ method: String, _ path: String, data: Data?, type: String, fault: String?
    ) async throws -> Answer {
        let base = address.baseURL.dropLast("/v1".count)
        guard let url = URL(string: base + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = data
        request.setValue(type, forHTTPHeaderField: "content-type")
        if let fault { request.setValue(fault, forHTTPHeaderField: "x-dev-model-fault") }
        let session = URLSession(configuration: .ephemeral)
        defer { session.invalidateAndCancel() }
        let (data, response) = try await session.data(for: request)
        guard let http = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var headers: [String: String] = [:]
        for (name, value) in http.allHeaderFields { headers["\(name)".lowercased()] = "\(value)" }
        return Answer(status: http.statusCode, headers: headers, text: String(decoding: data, as: UTF8.self))
    }

    func transcribe(_ file: [UInt8], fields: [String: String], fault: String? = nil) async throws -> Answer {
        var body = Data()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            body += Data("--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        body += Data("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n".utf8)
        body += Data(file) + Data("\r\n--edge--\r\n".utf8)
        return try await send(
            "POST", "/v1/audio/transcriptions", data: body, type: "multipart/form-data; boundary=edge", fault: fault)
    }

    func chat(_ body: JSONValue, fault: String? = nil) async throws -> Answer {
        try await send(body: body.text(), fault: fault)
    }
}

/// A chat request with one message of the user.
func chatBody(
    _ prompt: String = "Suggest replies about gardening and tomatoes", images: [String] = [],
    schema: JSONValue? = nil, more: [String: JSONValue] = [:]
) -> JSONValue {
    var content: [JSONValue] = [["type": "text", "text": .string(prompt)]]
    content += images.map { ["type": "image_url", "image_url": ["url": .string($0)]] }
    var body: [String: JSONValue] = [
        "model": "any", "messages": [["role": "user", "content": .array(content)]],
    ]
    if let schema {
        body["response_format"] = [
            "type": "json_schema", "json_schema": ["name": "answer", "strict": true, "schema": schema],
        ]
    }
    return .object(body.merging(more) { $1 })
}
