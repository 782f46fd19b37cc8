import Testing

@testable import VideoSteps

@Suite("Scenes")
struct SceneListTests {
    private func list(
        _ cuts: [(Int, Double)], times: [Double], minimumLength: Double = 0.5, limit: Int = 200
    ) -> SceneList {
        SceneList(
            cuts: cuts.map { CutDetector.Cut(frame: $0.0, strength: $0.1) }, times: times, lastFrameLength: 0.04,
            minimumLength: minimumLength, limit: limit)
    }

    private let steady = (0..<100).map { Double($0) * 0.04 }

    @Test("a video without cuts is one scene")
    func oneScene() {
        let scenes = list([], times: steady)
        #expect(scenes.scenes == [Scene(index: 0, start: 0, end: 4, middle: 2)])
        #expect(scenes.cuts.isEmpty)
        #expect(scenes.duration == 4)
    }

    @Test("scenes follow each other without gaps, from 0 to the duration")
    func noGaps() {
        let scenes = list([(25, 0.5), (60, 0.4)], times: steady)
        #expect(scenes.cuts == [1, 2.4])
        #expect(scenes.scenes.map(\.start) == [0, 1, 2.4])
        #expect(scenes.scenes.map(\.end) == [1, 2.4, 4])
        #expect(scenes.scenes.map(\.index) == [0, 1, 2])
    }

    @Test("times count from the first frame, whatever the file's clock and rate")
    func offsetAndVariableRate() {
        let times = [5.0, 5.1, 5.7, 6.0, 6.9, 7.0]
        let scenes = list([(3, 0.5)], times: times)
        #expect(scenes.cuts == [1])
        #expect(scenes.duration == 2.04)
    }

    @Test("a cut that comes too early is dropped, one at exactly the least length is kept")
    func leastLength() {
        #expect(list([(5, 0.5), (25, 0.5), (30, 0.9), (50, 0.5)], times: steady, minimumLength: 1).cuts == [1, 2])
    }

    @Test("of too many cuts the strongest stay, in order")
    func strongest() {
        let found = [(20, 0.2), (40, 0.9), (60, 0.3), (80, 0.8)]
        #expect(list(found, times: steady, limit: 3).cuts == [1.6, 3.2])
        #expect(list(found, times: steady, limit: 1).cuts.isEmpty)
    }

    @Test("a cut at a frame nobody has a time for is dropped")
    func unknownFrame() {
        #expect(list([(100, 0.9)], times: steady).cuts.isEmpty)
    }
}
