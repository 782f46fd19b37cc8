import ChildProcess
import StepKit
import Testing

@testable import VideoSteps

@Suite("What tools say")
struct TextReadingTests {
    private let frame = "[Parsed_showinfo_2 @ 0x5581] [info] n:   3 pts:   1536 pts_time:0.12    fmt:rgb24"

    @Test("a frame's time is its stamp in the stream's unit")
    func frameTime() {
        var log = FrameLog()
        #expect(log.read("[Parsed_showinfo_2 @ 0x5581] [info] config in time_base: 1/12800, frame_rate: 25/1") == nil)
        #expect(log.read(frame) == 0.12)
        #expect(log.read("Stream #0:0: Video: h264") == nil)
    }

    @Test("times never run backwards, and a frame without one is shown with the last")
    func frameTimesGrow() {
        var log = FrameLog()
        _ = log.read("[Parsed_showinfo_2 @ 0x5581] [info] config in time_base: 1/100, frame_rate: 25/1")
        let lines = ["pts: 100", "pts:  50", "pts: NOPTS", "pts: 300"].map {
            "[Parsed_showinfo_2 @ 0x1] [info] n: 0 \($0) x"
        }
        #expect(lines.map { log.read($0) } == [1, 1, 1, 3])
    }

    @Test("errors are counted and the last is kept, cleaned")
    func errors() {
        var log = FrameLog()
        _ = log.read("[h264 @ 0x55d] [error] bad \u{1B}[31mthing\u{7} \(String(repeating: "x", count: 500))")
        #expect(log.errorCount == 1)
        #expect(log.lastError?.hasPrefix("bad [31mthing x") == true)
        #expect(log.lastError?.count == 160)
    }

    @Test(
        "a packet's time is read, and packets that are not shown are left out",
        arguments: [
            ("pts_time=0.040000|dts_time=0.000000|flags=K_", 0.04), ("pts_time=N/A|dts_time=1.5|flags=__", 1.5),
            ("pts_time=0.04|dts_time=0.04|flags=_D", nil), ("", nil), ("pts_time=nan|flags=K_", nil), ("garbage", nil),
        ] as [(String, Double?)])
    func packets(line: String, time: Double?) {
        #expect(PacketLine.time(in: line) == time)
    }

    @Test(
        "a file's kind shows in its first bytes",
        arguments: [
            ("\0\0\0\u{18}ftypisom", MediaFile.Kind.container), ("<!doctype html><p>Käse", .text), ("#EXTM3U\n", .text),
            ("ffconcat version 1.0\n", .text), ("RIFF....AVI LIST", .container), ("\0\u{1}\u{2}", .unknown),
            ("G", .text),
        ])
    func kinds(head: String, kind: MediaFile.Kind) {
        #expect(MediaFile.kind(of: Array(head.utf8)) == kind)
    }

    @Test(
        "a ratio is read, nonsense is not",
        arguments: [
            ("30000/1001", 30000.0 / 1001), ("4:3", 4.0 / 3), ("0/0", nil), ("1/0", nil), ("-1/2", nil), ("x", nil),
        ] as [(String, Double?)])
    func ratios(text: String, value: Double?) {
        #expect(VideoInfo.ratio(.string(text)) == value)
    }

    @Test("without any way to keep ffmpeg from the network, it is refused; one way is enough")
    func isolation() throws {
        let no = SandboxSupport.Availability.unavailable(reason: "not permitted")
        let refusal = try #require(FFmpeg.refusal(bubblewrap: no, network: no))
        #expect(refusal.code == MediaFailure.sandboxUnavailable)
        #expect(refusal.message.contains("MILLRACE_ALLOW_UNSANDBOXED_MEDIA=1"))
        #expect(FFmpeg.refusal(bubblewrap: .available, network: no) == nil)
        #expect(FFmpeg.refusal(bubblewrap: no, network: .available) == nil)
    }
}
