import Testing

@testable import VideoSteps

@Suite("The cut detector")
struct CutDetectorTests {
    private typealias Frames = SyntheticFrames

    private static let red = [FrameSignature](repeating: Frames.flat(200, 30, 30), count: 20)
    private static let blue = [FrameSignature](repeating: Frames.flat(20, 30, 180), count: 20)

    @Test("finds a cut at every place, also near both ends", arguments: [1, 2, 5, 7, 13, 19, 20])
    func findsCutAnywhere(place: Int) {
        let frames = Array(Self.red.prefix(place)) + Self.blue
        #expect(Frames.cuts(in: frames) == [place])
        #expect(Frames.cuts(in: Array(frames.reversed())) == [Self.blue.count])
    }

    @Test("finds a cut at every frame rate", arguments: [1.0, 12, 24, 29.97, 50, 60, 240])
    func findsCutAtEveryRate(rate: Double) {
        #expect(Frames.cuts(in: Self.red + Self.blue + Self.red, frameRate: rate) == [20, 40])
    }

    @Test("finds a cut between two dark scenes")
    func findsDarkCut() {
        let frames =
            [FrameSignature](repeating: Frames.flat(4, 4, 6), count: 20)
            + [FrameSignature](repeating: Frames.flat(24, 20, 18), count: 20)
        #expect(Frames.cuts(in: frames) == [20])
    }

    @Test("finds a cut between moving scenes and between noisy ones")
    func findsCutInMotion() {
        let moving = Frames.stripes(30, step: 1, (220, 40, 60)) + Frames.stripes(30, step: 1, (250, 240, 20))
        #expect(Frames.cuts(in: moving) == [30])
        let noisy = Frames.noise(30, from: 0, to: 60, seed: 1) + Frames.noise(30, from: 180, to: 255, seed: 2)
        #expect(Frames.cuts(in: noisy) == [30])
    }

    @Test("keeps the true cut when the scene's first frame is an odd one")
    func oddFirstFrame() {
        let frames = Self.red + [Frames.flat(0, 0, 0)] + Self.blue
        #expect(Frames.cuts(in: frames).first == 20)
    }

    @Test("is not deceived by noise, motion or fades")
    func noFalseCuts() {
        #expect(Frames.cuts(in: Frames.noise(60, seed: 3)).isEmpty)
        #expect(Frames.cuts(in: Frames.stripes(60, step: 1, (220, 40, 60))).isEmpty)
        #expect(Frames.cuts(in: Frames.stripes(60, step: 5, (255, 255, 255))).isEmpty)
        #expect(Frames.cuts(in: Self.red + Frames.fade(50, from: 90, to: 0)).count <= 1)
        #expect(Frames.cuts(in: Frames.fade(100, from: 0, to: 255)).isEmpty)
        #expect(Frames.cuts(in: Frames.fade(25, from: 255, to: 0)).isEmpty)
    }

    @Test("does not take a flash for a cut", arguments: [1, 2, 4, 6])
    func noCutAtFlash(length: Int) {
        let flash = [FrameSignature](repeating: Frames.flat(255, 255, 255), count: length)
        #expect(Frames.cuts(in: Self.red + flash + Self.red).isEmpty)
    }

    @Test("does not take a strobe for cuts")
    func noCutInStrobe() {
        let pair = [Frames.flat(255, 255, 255), Frames.flat(255, 255, 255), Frames.flat(10, 10, 10)]
        #expect(Frames.cuts(in: Self.red + (0..<15).flatMap { _ in pair } + Self.red).isEmpty)
    }

    @Test("finds less with a higher threshold")
    func thresholdMatters() {
        let near = [FrameSignature](repeating: Frames.flat(180, 40, 40), count: 20)
        #expect(Frames.cuts(in: Self.red + near, threshold: 0.02) == [20])
        #expect(Frames.cuts(in: Self.red + near, threshold: 0.5).isEmpty)
    }

    @Test("has nothing to say of no frame and of one")
    func noFrames() {
        #expect(Frames.cuts(in: []).isEmpty)
        #expect(Frames.cuts(in: [Frames.flat(1, 2, 3)]).isEmpty)
    }

    @Test("a difference is 0 to 1, 0 to itself, and the same both ways")
    func differences() {
        let black = Frames.flat(0, 0, 0)
        let white = Frames.flat(255, 255, 255)
        #expect(black.difference(from: black) == 0)
        #expect(black.difference(from: white) == 1)
        #expect(black.difference(from: white) == white.difference(from: black))
    }
}
