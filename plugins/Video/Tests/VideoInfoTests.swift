import StepKit
import Testing

@testable import VideoSteps

@Suite("What ffprobe says")
struct VideoInfoTests {
    private func probe(_ video: [String: JSONValue], others: [JSONValue] = []) -> JSONValue {
        let stream: [String: JSONValue] = [
            "index": 0, "codec_type": "video", "width": 640, "height": 360, "avg_frame_rate": "25/1",
            "duration": "30.0",
        ]
        return [
            "format": ["format_name": "mov,mp4"],
            "streams": .array([.object(stream.merging(video) { $1 })] + others),
        ]
    }

    private func info(_ video: [String: JSONValue], others: [JSONValue] = []) throws -> VideoInfo {
        try VideoInfo(probe: probe(video, others: others), limits: MediaLimits())
    }

    private func code(_ video: [String: JSONValue], others: [JSONValue] = []) -> StepFailure.Code? {
        #expect(throws: StepFailure.self) { try info(video, others: others) }?.code
    }

    @Test("a plain video is described")
    func plain() throws {
        let info = try info([:], others: [["index": 1, "codec_type": "audio"]])
        #expect(info.width == 640 && info.height == 360 && info.frameRate == 25 && info.duration == 30)
        #expect(info.hasAudio && info.isSeekable && info.streamIndex == 0)
    }

    @Test("a turned video is as wide as it was high")
    func turned() throws {
        let info = try info(["side_data_list": [["rotation": -90]]])
        #expect(info.width == 360 && info.height == 640)
    }

    @Test("what is too large is refused before it is decoded")
    func tooLarge() {
        #expect(code(["width": 64000, "height": 64000]) == MediaFailure.tooLarge)
        #expect(code(["width": 65535, "height": 1]) == MediaFailure.tooLarge)
        #expect(code(["width": .int(.max), "height": .int(.max)]) == MediaFailure.tooLarge)
        #expect(code(["duration": "1e9"]) == MediaFailure.tooLarge)
        let many = (1...64).map { JSONValue.object(["index": .int($0), "codec_type": "audio"]) }
        #expect(code([:], others: many) == MediaFailure.tooLarge)
    }

    @Test("sound alone or a cover picture is no video")
    func noVideo() {
        #expect(code(["codec_type": "audio"]) == MediaFailure.noVideoStream)
        #expect(code(["disposition": ["attached_pic": 1]]) == MediaFailure.noVideoStream)
        #expect(code(["width": 0]) == MediaFailure.damaged)
        #expect(code(["codec_type": "data"]) == MediaFailure.damaged)
    }

    @Test("nonsense about time is not believed")
    func nonsense() throws {
        let info = try info(["avg_frame_rate": "1000000000/1", "r_frame_rate": "0/0", "duration": "nan"])
        #expect(info.frameRate == nil && info.duration == nil)
    }

    @Test("a picture keeps its shape, gets square pixels and never grows")
    func pictureSizes() throws {
        var video = try info([:])
        #expect(PictureSize(of: video, atMostWide: 512) == PictureSize(of: video, atMostWide: 512))
        #expect(PictureSize(of: video, atMostWide: 320).height == 180)
        #expect(PictureSize(of: video, atMostWide: 4000).width == 640)
        video.pixelAspect = 2
        #expect(PictureSize(of: video, atMostWide: 4000).height == 180)
        video.pixelAspect = 0.5
        #expect(PictureSize(of: video, atMostWide: 4000).width == 320)
        video.width = 10_000
        video.height = 1
        #expect(PictureSize(of: video, atMostWide: 16).height == 1)
    }
}
