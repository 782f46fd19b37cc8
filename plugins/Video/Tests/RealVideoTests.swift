import Foundation
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import VideoSteps

@Suite("Real videos")
struct RealVideoTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let rate: String
        let size: String
        let encoding: [String]
        let scenes: [(source: String, frames: Int)]

        var testDescription: String { name }
        var frameRate: Double { VideoInfo.ratio(.string(rate)) ?? 0 }
        /// In frames.
        var cuts: [Int] { scenes.dropLast().reduce(into: []) { $0.append(($0.last ?? 0) + $1.frames) } }
    }

    static let samples = [
        Sample(
            name: "24.mp4", rate: "24/1", size: "320x180",
            encoding: ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2"],
            scenes: [("testsrc2=r=24", 36), ("life=s=320x180:r=24:seed=3:ratio=0.3", 36), ("smptebars=r=24", 24)]),
        Sample(
            name: "29.97.webm", rate: "30000/1001", size: "160x120",
            encoding: ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"],
            scenes: [
                ("gradients=s=160x120:r=30000/1001:seed=1", 30), ("rgbtestsrc=r=30000/1001", 30),
                ("life=s=160x120:r=30000/1001:mold=10:seed=4", 30),
            ]),
        Sample(
            name: "30.avi", rate: "30/1", size: "176x144", encoding: ["-c:v", "mpeg4", "-q:v", "5"],
            scenes: [("testsrc=r=30", 30), ("mandelbrot=s=176x144:r=30", 30), ("testsrc2=r=30", 30)]),
        Sample(
            name: "50.mkv", rate: "50/1", size: "160x90", encoding: ["-c:v", "libx264", "-preset", "ultrafast"],
            scenes: [
                ("testsrc2=r=50", 40), ("gradients=s=160x90:r=50:speed=0.2:seed=5", 40),
                ("mandelbrot=s=160x90:r=50", 50),
            ]),
        Sample(
            name: "dark.mp4", rate: "25/1", size: "160x90", encoding: ["-c:v", "libx264", "-preset", "ultrafast"],
            scenes: [
                ("testsrc2=r=25,eq=brightness=-0.4:contrast=0.25", 25),
                ("mandelbrot=s=160x90:r=25,eq=brightness=-0.42:contrast=0.2", 25),
                ("smptebars=r=25,eq=brightness=-0.42:contrast=0.2", 25),
            ]),
        Sample(
            name: "offset.ts", rate: "25/1", size: "160x90",
            encoding: ["-c:v", "mpeg2video", "-output_ts_offset", "7"],
            scenes: [("testsrc2=r=25", 25), ("smptebars=r=25", 25)]),
    ]

    @Test("every cut is found to the frame and no other", arguments: samples)
    func cuts(sample: Sample) async throws {
        let folder = try TemporaryFolder("video")
        let path = folder.path(sample.name)
        try await TestVideo.make(path, scenes: sample.scenes, rate: sample.rate, size: sample.size, sample.encoding)
        let output = try await StepHarness().run(VideoScenesStep.self, with: TestVideo.input(path))
            .output(as: VideoScenesStep.Output.self)
        #expect(output.cuts.count == sample.cuts.count, "\(output.cuts)")
        for (found, expected) in zip(output.cuts, sample.cuts) {
            #expect(abs(found * sample.frameRate - Double(expected)) < 0.5)
        }
        let length = Double(sample.scenes.reduce(0) { $0 + $1.frames })
        #expect(abs(output.duration * sample.frameRate - length) < 0.5)
        #expect(output.scenes.last?.end == output.duration)
    }

    static let uncut = [
        "life=s=160x90:r=25:seed=2", "mandelbrot=s=160x90:r=25", "testsrc2=s=160x90:r=25",
        "testsrc2=s=160x90:r=25,fade=in:0:25,fade=out:50:25",
        "testsrc2=s=160x90:r=25,drawbox=c=white:t=fill:enable='between(n,30,32)'",
        "testsrc2=s=800x360:r=25,crop=160:90:x='320+310*sin(t*5)':y='135+130*sin(t*7)'",
    ]

    @Test("noise, motion, fades and flashes are no cuts", arguments: uncut)
    func noCuts(source: String) async throws {
        let folder = try TemporaryFolder("video")
        let path = folder.path("uncut.mp4")
        try await TestVideo.make(
            path,
            ["-f", "lavfi", "-t", "3", "-i", source, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast"])
        let output = try await StepHarness().run(VideoScenesStep.self, with: TestVideo.input(path)).output
        #expect(output["cuts"] == [])
        #expect(output["scenes"]?.arrayValue?.count == 1)
    }

    @Test("a variable frame rate and a late start do not move the cuts")
    func variableRate() async throws {
        let folder = try TemporaryFolder("video")
        let path = folder.path("vfr.mkv")
        let graph =
            "[0]format=yuv420p[a];[1]format=yuv420p[b];[a][b]concat=n=2:v=1:a=0,"
            + "select='not(mod(n*n+floor(n/3),3))+eq(n,45)'[v]"
        try await TestVideo.make(
            path,
            ["-f", "lavfi", "-t", "1.5", "-i", "testsrc2=s=160x90:r=30"]
                + [
                    "-f", "lavfi", "-t", "1.5", "-i", "smptebars=s=160x90:r=30", "-filter_complex", graph, "-map",
                    "[v]",
                ]
                + ["-fps_mode", "vfr", "-c:v", "libx264", "-preset", "ultrafast", "-output_ts_offset", "5"])
        let output = try await StepHarness().run(VideoScenesStep.self, with: TestVideo.input(path)).output
        #expect(output["cuts"]?.arrayValue?.count == 1)
        #expect(abs((output["cuts"]?[0]?.doubleValue ?? 0) - 1.5) < 0.002)
    }

    @Test("pictures are taken at their times, in order, not larger than the video")
    func keyframes() async throws {
        let folder = try TemporaryFolder("video")
        let path = try await TestVideo.small(in: folder)
        let outcome = try await StepHarness().run(
            VideoKeyframesStep.self, with: TestVideo.input(path, ["every": "500ms", "width": 320]))
        let output = try outcome.output(as: VideoKeyframesStep.Output.self)
        #expect(output.frames.map(\.time) == [0, 0.48, 1, 1.48])
        #expect(output.frames.map(\.index) == [0, 1, 2, 3])
        #expect(output.width == 160 && output.height == 90)
        #expect(outcome.artifacts.map(\.mediaType) == [String](repeating: "image/jpeg", count: 4))
        for frame in output.frames {
            let head = try FileHandle(forReadingFrom: URL(fileURLWithPath: frame.file.path)).read(upToCount: 3)
            #expect(head == Data([0xFF, 0xD8, 0xFF]))
        }
        #expect(outcome.progress.last?.fraction == 1 && outcome.progress.count > 2)
        #expect(!outcome.processGroups.isEmpty)
    }

    @Test("exact times, other sizes and PNG")
    func keyframesAt() async throws {
        let folder = try TemporaryFolder("video")
        let path = try await TestVideo.small(in: folder)
        let input = TestVideo.input(path, ["at": [1.2, 0.05, 1.19, 2], "width": 80, "format": "png"])
        let output = try await StepHarness().run(VideoKeyframesStep.self, with: input)
            .output(as: VideoKeyframesStep.Output.self)
        #expect(output.frames.map(\.time) == [0.04, 1.16, 1.2, 1.96])
        #expect(output.width == 80 && output.height == 45)
        #expect(output.frames.allSatisfy { $0.file.mediaType == "image/png" })
    }

    @Test("a jump to a far picture lands on it, in a file whose clock starts late")
    func keyframesFarApart() async throws {
        let folder = try TemporaryFolder("video")
        let path = folder.path("long.mkv")
        try await TestVideo.make(
            path,
            ["-f", "lavfi", "-t", "60", "-i", "testsrc2=s=64x36:r=5", "-c:v", "libx264", "-preset", "ultrafast"]
                + ["-output_ts_offset", "3"])
        let input = TestVideo.input(path, ["at": [0.2, 30, 59.8]])
        let output = try await StepHarness().run(VideoKeyframesStep.self, with: input)
            .output(as: VideoKeyframesStep.Output.self)
        #expect(output.frames.map(\.time) == [0.2, 30, 59.8])
    }
}
