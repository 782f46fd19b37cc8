import Crypto
import Foundation
import StepKit

/// A local file that somebody says is sound or video.
struct SoundFile: Sendable {
    let path: String
    /// Whether its first bytes look like a container of sound.
    let isKnown: Bool

    private static let formats = [
        "mov", "matroska", "webm", "avi", "mpegts", "mpeg", "flv", "ogg", "asf", "mxf", "mp3", "wav", "flac", "aac",
        "aiff", "amr", "caf",
    ]

    /// The digest is checked, because an artifact may be written into a payload by hand: without it, whoever submits a
    /// job could have any file of this machine sent to the service.
    /// - Throws: ``StepFailure`` for what is missing, no file, text, or another file than it was.
    init(_ media: Artifact) throws {
        guard media.path.hasPrefix("/"), !media.path.utf8.contains(0) else {
            throw StepFailure(.invalidPayload, "the path of the file is not absolute")
        }
        let descriptor = open(media.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw StepFailure(.notFound, "the file is gone") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw StepFailure(SpeechFailure.notMedia, "this is not a regular file")
        }
        let (digest, head) = try Self.read(handle)
        guard digest == media.sha256 else {
            throw StepFailure(.invalidPayload, "this is not the file it was when its digest was taken")
        }
        guard !head.isEmpty, !Self.isText(head) else {
            throw StepFailure(SpeechFailure.notMedia, head.isEmpty ? "the file is empty" : "the file holds text")
        }
        path = URL(fileURLWithPath: media.path).resolvingSymlinksInPath().path
        isKnown = Self.isKnown(head)
    }

    private static func read(_ handle: FileHandle) throws -> (digest: String, head: [UInt8]) {
        var hash = SHA256()
        var head: [UInt8] = []
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            if head.isEmpty { head = Array(chunk.prefix(1024)) }
            hash.update(data: chunk)
        }
        return (hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), head)
    }

    private static func isText(_ head: [UInt8]) -> Bool {
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return true }
        return head.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || [0x09, 0x0A, 0x0D].contains($0) }
    }

    private static func isKnown(_ head: [UInt8]) -> Bool {
        let marks: [(Int, [UInt8])] = [
            (0, Array("RIFF".utf8)), (0, Array("OggS".utf8)), (0, Array("fLaC".utf8)), (0, Array("ID3".utf8)),
            (4, Array("ftyp".utf8)), (0, [0x1A, 0x45, 0xDF, 0xA3]), (0, [0xFF, 0xFB]), (0, Array("FORM".utf8)),
        ]
        return marks.contains { head.dropFirst($0.0).starts(with: $0.1) }
    }

    /// The prefix makes the path a path: without it, ffmpeg reads `concat:a|b` or `-y` its own way.
    var inputArguments: [String] {
        ["-protocol_whitelist", "file", "-format_whitelist", Self.formats.joined(separator: ","), "-i", "file:\(path)"]
    }
}
