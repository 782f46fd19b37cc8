import Foundation
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import VideoSteps

@Suite("Bad videos")
struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("bad video")
    }

    /// Both steps must end the same way, and leave nothing in the workspace.
    private func failure(of path: String) async throws -> StepFailure.Code? {
        let scenes = try StepHarness()
        let first = await scenes.run(VideoScenesStep.self, with: TestVideo.input(path)).failure?.code
        let keyframes = try StepHarness()
        let second = await keyframes.run(VideoKeyframesStep.self, with: TestVideo.input(path)).failure?.code
        #expect(first == second)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scenes.workspace).isEmpty)
        let left = try FileManager.default.contentsOfDirectory(atPath: keyframes.workspace)
        #expect(second == nil || left.isEmpty)
        return first
    }

    static let texts: [(name: String, text: String)] = [
        ("empty.mp4", ""),
        ("page.mp4", "<!DOCTYPE html><html><body>Not found</body></html>"),
        ("list.mp4", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
        ("script.mp4", "ffconcat version 1.0\nfile '/etc/hostname'\n"),
        ("picture.mp4", "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"),
        ("dash.mp4", "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'/>"),
    ]

    @Test("text, whatever its name, is no video", arguments: texts.map(\.name))
    func text(name: String) async throws {
        let text = try #require(Self.texts.first { $0.name == name }).text
        #expect(try await failure(of: folder.write(text, to: name)) == MediaFailure.notVideo)
    }

    @Test("bytes of no kind are no video")
    func binary() async throws {
        #expect(
            try await failure(of: folder.write([0, 1, 2, 3, 4, 5] + [UInt8](repeating: 7, count: 5000), to: "x.mp4"))
                == MediaFailure.notVideo)
    }

    @Test("what is missing, a folder or a relative path is refused")
    func noFile() async throws {
        #expect(try await failure(of: folder.path("none.mp4")) == .notFound)
        #expect(try await failure(of: folder.path) == MediaFailure.notVideo)
        #expect(try await failure(of: "/dev/zero") == MediaFailure.notVideo)
        #expect(try await failure(of: "small.mp4") == .invalidPayload)
    }

    @Test("a playlist that slips past the first look still reaches nobody", arguments: ["hls", "concat"])
    func playlist(kind: String) async throws {
        let listener = try LoopbackListener()
        let address = "http://127.0.0.1:\(listener.port)/x.ts"
        let text =
            kind == "hls"
            ? "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n\(address)\n#EXT-X-ENDLIST\n"
            : "ffconcat version 1.0\nfile '\(address)'\n"
        // A control character after the list makes it look like no text.
        let path = try folder.write(text + "#\u{1}\n", to: "list.mp4")
        #expect(try MediaFile(path: path).kind == .unknown)
        #expect(try await failure(of: path) == MediaFailure.notVideo)
        #expect(listener.connectionCount == 0)
    }

    @Test("the listener of these tests does see connections")
    func listenerWorks() throws {
        let listener = try LoopbackListener()
        try listener.connect()
        #expect(listener.connectionCount == 1)
    }

    @Test("sound alone, and sound with a cover, have no video stream")
    func noVideoStream() async throws {
        let sound = folder.path("sound.m4a")
        try await TestVideo.make(sound, ["-f", "lavfi", "-t", "1", "-i", "sine", "-c:a", "aac"])
        #expect(try await failure(of: sound) == MediaFailure.noVideoStream)
        let covered = folder.path("covered.mp3")
        try await TestVideo.make(
            covered,
            [
                "-f", "lavfi", "-t", "1", "-i", "sine", "-f", "lavfi", "-t", "0.04", "-i", "testsrc=s=32x32", "-map",
                "0", "-map", "1",
            ]
                + ["-frames:v", "1", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-disposition:v", "attached_pic"])
        #expect(try await failure(of: covered) == MediaFailure.noVideoStream)
    }

    @Test("a header that claims 64,000 x 64,000 pixels is refused")
    func pixelBomb() async throws {
        let small = folder.path("bomb.mp4")
        try await TestVideo.make(
            small, ["-f", "lavfi", "-t", "0.2", "-i", "testsrc2=s=160x90:r=25", "-c:v", "mpeg4"])
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: small)))
        // The sample entry's 16-bit width and height.
        let entry = try #require(bytes.firstRange(of: Array("mp4v".utf8))?.upperBound)
        bytes.replaceSubrange((entry + 24)..<(entry + 28), with: [0xFA, 0x00, 0xFA, 0x00])
        let code = try await failure(of: folder.write(bytes, to: "bomb.mp4"))
        // The decoder may correct the claim from the pictures themselves; then the video is what it really is.
        #expect(code == MediaFailure.tooLarge || code == nil)
    }

    @Test("an AVI that claims 64,000 x 64,000 raw pixels is refused")
    func rawPixelBomb() async throws {
        let small = folder.path("bomb.avi")
        try await TestVideo.make(
            small, ["-f", "lavfi", "-t", "0.1", "-i", "testsrc2=s=32x32:r=25", "-c:v", "rawvideo", "-pix_fmt", "bgr24"])
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: small)))
        let format = try #require(bytes.firstRange(of: Array("strf".utf8))?.upperBound)
        bytes.replaceSubrange((format + 8)..<(format + 16), with: [0x00, 0xFA, 0, 0, 0x00, 0xFA, 0, 0])
        let code = try await failure(of: folder.write(bytes, to: "bomb.avi"))
        #expect([MediaFailure.tooLarge, MediaFailure.damaged].contains(code))
    }

    @Test("cut off at every 4 KiB, a video ends as read or as damaged")
    func truncated() async throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: await TestVideo.small(in: folder))))
        let allowed: [StepFailure.Code?] = [nil, MediaFailure.damaged, MediaFailure.noVideoStream]
        for length in stride(from: 4096, to: whole.count, by: 4096) {
            let path = try folder.write(Array(whole.prefix(length)), to: "cut.mp4")
            #expect(allowed.contains(try await failure(of: path)), "\(length) bytes")
        }
        let head = try folder.write(Array(whole.prefix(200)), to: "cut.mp4")
        #expect(try await failure(of: head) == MediaFailure.damaged)
    }

    @Test(
        "names that look like options, patterns or protocols do no harm",
        arguments: [
            "-y", "-i.mp4", "%d.mp4", "two words.mp4", "line\nfeed.mp4", "a;rm -rf x", "concat:a|b", "é'\"[x].mp4",
        ])
    func names(name: String) async throws {
        let path = try await TestVideo.small(in: folder, "plain.mp4")
        let odd = folder.path(name)
        try FileManager.default.moveItem(atPath: path, toPath: odd)
        let output = try await StepHarness().run(VideoScenesStep.self, with: TestVideo.input(odd)).output
        #expect(output["cuts"] == [1.2])
        let frames = try await StepHarness().run(VideoKeyframesStep.self, with: TestVideo.input(odd)).output
        #expect(frames["frames"]?.arrayValue?.count == 2)
    }
}
