import Foundation

/// One accepted connection, used by its own thread.
public struct ScriptedConnection: Sendable {
    let descriptor: Int32

    /// False once the peer is gone.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// False once the peer is gone.
    @discardableResult
    public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A whole response with its `Content-Length`.
    public func reply(_ status: Int, _ body: String = "", headers: [String] = []) -> ScriptedServer.Next {
        let lines = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"] + headers
        return send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body) ? .keepAlive : .close
    }

    /// An answer that leads elsewhere.
    public func redirect(_ status: Int = 302, to location: String) -> ScriptedServer.Next {
        reply(status, headers: ["Location: \(location)"])
    }

    /// Blocks until the peer has closed or reset the connection.
    public func waitForEnd() {
        while receive(into: 4096)?.isEmpty == false {}
    }

    func readRequest() -> ScriptedServer.Request? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            // TLS begins with 0x16 and never ends a line.
            guard let byte = receive(into: 1), !byte.isEmpty, byte != [0x16] else { return nil }
            head += byte
        }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            headers[line[..<colon].lowercased()] = line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        var body: [UInt8] = []
        while body.count < length {
            guard let bytes = receive(into: length - body.count), !bytes.isEmpty else { return nil }
            body += bytes
        }
        return .init(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
    }

    private func receive(into count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = recv(descriptor, &buffer, count, 0)
        return received >= 0 ? Array(buffer.prefix(received)) : nil
    }
}
