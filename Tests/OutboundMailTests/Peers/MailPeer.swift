import Foundation
public import TestSupport

/// A real mail server (aiosmtpd) in a process of its own, which ends with the last reference.
public final class MailPeer: Sendable {
    private let process: PeerProcess

    /// - Parameter arguments: what `smtp_peer.py` says of itself, such as `--refuse RCPT=550`.
    public init(_ arguments: String...) async throws {
        process = try await PeerProcess("smtp_peer.py", arguments)
    }

    public var port: Int { process.port }
    public var url: String { "smtp://127.0.0.1:\(port)" }

    /// The next mail that was taken, with the events before it skipped.
    public func mail() async throws -> ReceivedMail {
        try JSONDecoder().decode(ReceivedMail.self, from: Data(try await waitFor("mail").utf8))
    }

    /// Waits for an event such as `closed` or `ehlo`.
    /// - Returns: its JSON.
    @discardableResult
    public func waitFor(_ event: String) async throws -> String {
        while true {
            let line = try await process.line()
            if line.contains("\"event\": \"\(event)\"") { return line }
        }
    }

    /// Lets one that is silent after `BODY` read on.
    public func readOn() throws { try process.tell("read on") }

    /// A certificate for 127.0.0.1 and its key in one file, made for this test alone.
    public static func certificate(in folder: TemporaryFolder) throws -> String {
        let file = folder.path("peer.pem")
        let maker = Process()
        maker.executableURL = URL(filePath: "/usr/bin/openssl")
        maker.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", file, "-out",
            folder.path("certificate.pem"),
        ]
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()
        try folder.write(try folder.text(of: "peer.pem") + folder.text(of: "certificate.pem"), to: "peer.pem")
        return file
    }
}

/// A mail as Python's email package reads it.
public struct ReceivedMail: Decodable, Sendable {
    public struct Part: Decodable, Sendable, Hashable {
        public let type: String
        public let text: String
        public let encoding: String
    }

    private let from: String?
    public let to: [String]?
    public let peer: Int?
    public let tls: Bool?
    public let user: String?
    public let headers: [String: String]?
    public let addresses: [[String]]?
    public let defects: [String]?
    public let parts: [Part]?
    public let raw: String?
    public let longest: Int?
    public let isASCII: Bool?
    public let bare: Bool?
    public let headerCount: Int?

    public var sender: String { from ?? "" }

    public func header(_ name: String) -> String? { headers?[name] }

    /// The text of the part of that type, lines ended by LF.
    public func text(_ type: String) -> String? {
        parts?.first { $0.type == type }?.text.replacing("\r\n", with: "\n")
    }
}
