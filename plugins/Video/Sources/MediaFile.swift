import Foundation
import StepKit

/// A local file that somebody says is a video.
struct MediaFile: Sendable, Hashable {
    /// What the first bytes look like.
    enum Kind: Sendable, Hashable {
        /// A known container of pictures or sound.
        case container
        /// Readable text: a web page, a playlist, a script. Never shown to ffmpeg.
        case text
        case unknown
    }

    let path: String
    let kind: Kind

    /// - Throws: ``StepFailure`` for what is missing, no regular file, empty or text.
    init(path: String) throws {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw StepFailure(.invalidPayload, "the video's path is not absolute")
        }
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: real) else {
            throw StepFailure(.notFound, "the video file does not exist")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw StepFailure(MediaFailure.notVideo, "the video is not a regular file")
        }
        let head = try Self.head(of: real)
        guard !head.isEmpty else { throw MediaFailure.empty() }
        self.path = real
        kind = Self.kind(of: head)
        guard kind != .text else { throw StepFailure(MediaFailure.notVideo, "the file holds text, not a video") }
    }

    private static func head(of path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw StepFailure(.notFound, "the video file may not be read")
        }
        defer { try? handle.close() }
        return Array(try handle.read(upToCount: 1024) ?? Data())
    }

    static func kind(of head: [UInt8]) -> Kind {
        if signatures.contains(where: { $0.matches(head) }) { return .container }
        return isText(head) ? .text : .unknown
    }

    private struct Signature: Sendable {
        let offset: Int
        let bytes: [UInt8]

        init(_ bytes: [UInt8], at offset: Int = 0) {
            self.offset = offset
            self.bytes = bytes
        }

        init(_ text: String, at offset: Int = 0) { self.init(Array(text.utf8), at: offset) }

        func matches(_ head: [UInt8]) -> Bool { head.dropFirst(offset).starts(with: bytes) }
    }

    private static let signatures: [Signature] =
        ["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"].map { Signature($0, at: 4) }
        + ["OggS", "fLaC", "ID3", "FLV", "GIF8"].map { Signature($0) }
        + [Signature("AVI ", at: 8), Signature("WAVE", at: 8)]
        + [
            [0x1A, 0x45, 0xDF, 0xA3], [0, 0, 1, 0xBA], [0, 0, 1, 0xB3], [0x30, 0x26, 0xB2, 0x75],
            [0x89, 0x50, 0x4E, 0x47],
        ].map { Signature($0) }

    /// UTF-8 (a character cut at the end aside) without control characters, or UTF-16 with its mark.
    private static func isText(_ head: [UInt8]) -> Bool {
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return true }
        let decoded = String(decoding: head.dropLast(head.count == 1024 ? 3 : 0), as: UTF8.self)
        return decoded.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20
                ? scalar != "\u{FFFD}" && scalar.value != 0x7F : "\t\n\r\u{0C}".unicodeScalars.contains(scalar)
        }
    }
}
