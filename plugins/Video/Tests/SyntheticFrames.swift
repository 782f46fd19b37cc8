import TestSupport

@testable import VideoSteps

/// Small frames made up for the cut detector.
enum SyntheticFrames {
    typealias Picture = (_ x: Int, _ y: Int) -> (UInt8, UInt8, UInt8)

    static func frame(_ picture: Picture) -> FrameSignature {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(FrameSignature.byteCount)
        for y in 0..<FrameSignature.height {
            for x in 0..<FrameSignature.width {
                let (red, green, blue) = picture(x, y)
                bytes += [red, green, blue]
            }
        }
        return FrameSignature(rgb: bytes)
    }

    static func flat(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> FrameSignature {
        frame { _, _ in (red, green, blue) }
    }

    /// Stripes that move `step` pixels a frame.
    static func stripes(_ count: Int, step: Int, _ colour: (UInt8, UInt8, UInt8)) -> [FrameSignature] {
        (0..<count).map { number in
            frame { x, _ in (x + number * step) % 12 < 6 ? colour : (colour.2, colour.0, colour.1) }
        }
    }

    static func noise(_ count: Int, from low: UInt8 = 0, to high: UInt8 = 255, seed: UInt64) -> [FrameSignature] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            frame { _, _ in
                let level = UInt8.random(in: low...high, using: &random)
                return (level, level, level)
            }
        }
    }

    /// From one brightness to another.
    static func fade(_ count: Int, from first: Int, to last: Int) -> [FrameSignature] {
        (0..<count).map { number in
            let level = UInt8(first + (last - first) * number / max(1, count - 1))
            return flat(level, level, level)
        }
    }

    static func cuts(in frames: [FrameSignature], threshold: Double = 0.12, frameRate: Double = 25) -> [Int] {
        var detector = CutDetector(threshold: threshold, frameRate: frameRate)
        for frame in frames { detector.append(frame) }
        detector.finish()
        return detector.cuts.map(\.frame)
    }
}
