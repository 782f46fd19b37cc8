import StepKit
import Testing

@testable import VideoSteps

@Suite("The choice of frames")
struct FrameChoiceTests {
    private let choice = FrameChoice(times: (0..<250).map { 3 + Double($0) * 0.04 }, lastFrameLength: 0.04)

    @Test("takes one frame for each interval, the first at the start")
    func every() {
        #expect(choice.frames(every: 1, atMost: 32).count == 10)
        #expect(choice.frames(every: 1, atMost: 32).prefix(2) == [3, 4])
        #expect(choice.frames(every: 3600, atMost: 32) == [3])
    }

    @Test("spreads frames evenly when there would be too many", arguments: [1, 2, 4, 9])
    func atMost(limit: Int) {
        let frames = choice.frames(every: 0.1, atMost: limit)
        #expect(frames.count == limit)
        #expect(frames.first == 3)
        let gaps = zip(frames, frames.dropFirst()).map { $1 - $0 }
        #expect((gaps.max() ?? 0) - (gaps.min() ?? 0) < 0.0401)
    }

    @Test("never takes a frame twice")
    func distinct() {
        #expect(choice.frames(every: 0.001, atMost: 500).count == 250)
        let slow = FrameChoice(times: [0, 5, 6], lastFrameLength: 1)
        #expect(slow.frames(every: 1, atMost: 32) == [0, 5, 6])
    }

    @Test("takes what is seen at a time: the last frame that began before it")
    func at() throws {
        #expect(try choice.frames(at: [0, 0.039, 0.04, 10]) == [3, 3.04, 3 + 249 * 0.04])
        #expect(try choice.frames(at: [5, 1]) == [4, 8])
    }

    @Test("refuses times outside the video", arguments: [-0.1, 10.5, Double.infinity, Double.nan])
    func outside(second: Double) {
        let failure = #expect(throws: StepFailure.self) { try choice.frames(at: [second]) }
        #expect(failure?.code == .invalidPayload)
    }

    @Test("far apart frames become passes of their own where jumping is possible")
    func passes() {
        let times = [0, 1, 20, 21, 60.0]
        #expect(FrameSelection.passes(over: times, isSeekable: false).map(\.times) == [times])
        let passes = FrameSelection.passes(over: times, isSeekable: true)
        #expect(passes.map(\.times) == [[0, 1], [20, 21], [60]])
        #expect(passes.map(\.seekTime) == [nil, 20, 60])
    }

    @Test("the expression's tree asks about the number of frames selected so far")
    func expression() {
        let selection = FrameSelection(times: [1, 2, 3], seekTime: nil)
        #expect(selection.expression == "gte(t,if(lt(selected_n,1),0.9995,if(lt(selected_n,2),1.9995,2.9995)))")
    }
}
