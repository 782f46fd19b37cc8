import Foundation

/// Where a server listens: `HOST:PORT`, on loopback.
struct ListenAddress: Sendable, Hashable {
    let host: String
    let port: Int

    /// - Parameter text: the flag's; otherwise `MILLRACE_LISTEN`, otherwise `127.0.0.1:8117`.
    /// - Throws: ``CommandFailure`` for what is no address, and for one beyond this machine.
    init(_ text: String?) throws {
        let text = text ?? ProcessInfo.processInfo.environment["MILLRACE_LISTEN"] ?? "127.0.0.1:8117"
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else { throw CommandFailure(.usage, "`--listen \(text)` is not of the form HOST:PORT") }
        let host = String(text[..<colon]).trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard host == "localhost" || host == "::1" || host.hasPrefix("127.") else {
            throw CommandFailure(
                .configuration, "keys_required: without keys the server listens on loopback alone, not on \(host)")
        }
        self.host = host
        self.port = port
    }

    /// The server's address once it is known where it listens.
    func url(port: Int) -> String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
