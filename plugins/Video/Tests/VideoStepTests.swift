import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import VideoSteps

@Suite("Video steps")
struct VideoStepTests {
    @Test("both keep every promise of a step", arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(VideoScenesStep.self)
        try await promise.check(VideoKeyframesStep.self)
    }

    @Test("without ffmpeg the failure says how to get it")
    func toolMissing() async throws {
        let folder = try TemporaryFolder("video")
        let path = try folder.write([0, 0, 0, 24] + Array("ftypisom".utf8), to: "x.mp4")
        let harness = try StepHarness(environment: StepEnvironment(variables: ["PATH": folder.path]))
        let failure = await harness.run(VideoScenesStep.self, with: TestVideo.input(path)).failure
        #expect(failure?.code == MediaFailure.toolMissing)
        #expect(failure?.message.contains("apt-get install ffmpeg") == true)
    }

    @Test("aborted in the middle, the tool's group is gone when the step ends")
    func abort() async throws {
        let folder = try TemporaryFolder("video")
        let path = folder.path("long.mkv")
        // Large pictures that are quickly written and slowly read.
        try await TestVideo.make(
            path,
            ["-f", "lavfi", "-t", "40", "-i", "color=s=1920x1080:r=25", "-c:v", "libx264", "-preset", "ultrafast"])
        let harness = try StepHarness()
        harness.abort(.cancelled, whenProgressReaches: 0.001)
        let outcome = await harness.run(VideoScenesStep.self, with: TestVideo.input(path))
        #expect(outcome.result == .aborted(.cancelled))
        #expect(outcome.processGroups.count == 2)
        for group in outcome.processGroups {
            #expect(ProcessGroup.isEmpty(group))
        }
    }

    @Test("`at` takes 1 to 500 times inside the video")
    func atLimits() async throws {
        let folder = try TemporaryFolder("video")
        let path = try await TestVideo.small(in: folder)
        for at in [[], [JSONValue](repeating: 0.5, count: 501), [99]] as [[JSONValue]] {
            let input = TestVideo.input(path, ["at": .array(at)])
            let failure = try await StepHarness().run(VideoKeyframesStep.self, with: input).failure
            #expect(failure?.code == .invalidPayload)
        }
    }

    @Test("more pixels than the limits allow are refused")
    func limits() async throws {
        let folder = try TemporaryFolder("video")
        let file = try MediaFile(path: await TestVideo.small(in: folder))
        var limits = MediaLimits()
        limits.pixels = 100
        let failure = #expect(throws: StepFailure.self) {
            try VideoInfo(
                probe: ["streams": [["index": 0, "codec_type": "video", "width": 11, "height": 10]]], limits: limits)
        }
        #expect(failure?.code == MediaFailure.tooLarge)
        #expect(file.kind == .container)
    }
}
