import Foundation
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import HTTPDownloadStep

@Suite("Files of this machine", .timeLimit(.minutes(10)))
struct LocalCopyTests {
    private let root: TemporaryFolder
    private let allowed: String

    init() throws {
        root = try TemporaryFolder("download")
        allowed = root.path("allowed")
        try root.write("hello", to: "allowed/a b/my talk.mp4")
        try root.write("", to: "allowed/empty")
        try root.write("secret", to: "outside/secret.txt")
        try root.write("secret", to: "allowed-not/secret.txt")
        try FileManager.default.createSymbolicLink(atPath: allowed + "/out", withDestinationPath: root.path("outside"))
        try FileManager.default.createSymbolicLink(
            atPath: allowed + "/leak.txt", withDestinationPath: root.path("outside/secret.txt"))
        try FileManager.default.createSymbolicLink(atPath: allowed + "/zero", withDestinationPath: "/dev/zero")
        try FileManager.default.createSymbolicLink(atPath: root.path("alias"), withDestinationPath: allowed)
        #expect(mkfifo(allowed + "/fifo", 0o600) == 0)
    }

    @Test(
        "a file below an allowed folder is copied",
        arguments: [
            "PATH/a b/my talk.mp4", "file://PATH/a%20b/my%20talk.mp4", "file://localhostPATH/a%20b/my%20talk.mp4",
            "file:PATH/a b/my talk.mp4", "FILE://PATH/a%20b/../a%20b/my%20talk.mp4",
        ])
    func copied(url: String) async throws {
        let url = url.replacingOccurrences(of: "PATH", with: allowed)
        let outcome = try await download(["url": .string(url)], folders: [allowed])
        let output = try outcome.output
        #expect(try bytes(of: outcome) == "hello" && output["size"] == 5)
        #expect(output["sha256"]?.stringValue == sha256("hello"))
        #expect(output["media_type"] == "video/mp4" && output["name"] == "my talk.mp4")
        #expect(outcome.artifacts[0].path.hasPrefix(allowed) == false)
        #expect(outcome.progress.contains { $0.note == "5 bytes of 5 bytes" })
    }

    @Test("links on either side count as what they lead to")
    func links() async throws {
        let alias = root.path("alias")
        let path = alias + "/a b/my talk.mp4"
        for folders in [[allowed], ["/nowhere", alias]] {
            let output = try await download(["url": .string(path)], folders: folders).output
            #expect(output["size"] == 5)
        }
    }

    @Test(
        "what is not a file below an allowed folder is refused",
        arguments: [
            ("PATH/out/secret.txt", "download_forbidden"), ("PATH/leak.txt", "download_forbidden"),
            ("PATH/../outside/secret.txt", "download_forbidden"), ("PATH-not/secret.txt", "download_forbidden"),
            ("PATH/%2e%2e/x", "not_found"), ("file://PATH/%2e%2e/outside/secret.txt", "download_forbidden"),
            ("PATH/fifo", "download_forbidden"), ("PATH/a b", "download_forbidden"), ("PATH", "download_forbidden"),
            ("PATH/zero", "download_forbidden"), ("/dev/zero", "download_forbidden"),
            ("PATH/nothing", "not_found"), ("PATH/a b/nothing/else", "not_found"),
            ("PATH/out/nothing", "download_forbidden"), ("PATH/nothing/../../outside/x", "download_forbidden"),
            ("/no/such/place", "download_forbidden"), ("PATH/empty", "download_empty"),
            ("file://other/PATH/empty", "url_forbidden"), ("file://PATH/a%2", "url_invalid"),
            ("file://PATH/a%00b", "url_invalid"), ("file://PATH/%ff", "url_invalid"),
            ("file://PATH/empty?x", "url_invalid"), ("file:relative", "url_invalid"), ("PATH/a\u{0}b", "url_invalid"),
        ])
    func refused(url: String, code: String) async throws {
        let url = url.replacingOccurrences(of: "other/PATH", with: "other" + allowed)
            .replacingOccurrences(of: "PATH", with: allowed)
        let failure = try await download(["url": .string(url)], folders: [allowed]).failure
        #expect(failure?.code.rawValue == code)
        #expect(failure?.isRetryable == false)
    }

    @Test("by default no folder is allowed")
    func closed() async throws {
        #expect(try await download(["url": .string(allowed + "/empty")]).failure?.code == .downloadForbidden)
    }

    @Test("a file larger than the cap is refused")
    func cap() async throws {
        let input: JSONValue = ["url": .string(allowed + "/a b/my talk.mp4"), "max_size": 4]
        #expect(try await download(input, folders: [allowed]).failure?.code == .downloadTooLarge)
    }
}
