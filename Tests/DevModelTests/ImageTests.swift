import Synchronization
import Testing

@testable import DevModel

@Suite("Images")
struct ImageTests {
    private func solid(_ red: UInt8, _ green: UInt8, _ blue: UInt8) throws -> Thumbnail {
        let pixels = (0..<Thumbnail.byteCount / 3).flatMap { _ in [red, green, blue] }
        return try #require(Thumbnail(bytes: pixels))
    }

    @Test(
        "A colour gets the name people use",
        arguments: [
            (0xFF0000, "red"), (0xFF8000, "orange"), (0x8B4513, "brown"), (0xFFFF00, "yellow"), (0x00FF00, "green"),
            (0x00C8FF, "cyan"), (0x0000FF, "blue"), (0x8000FF, "purple"), (0xFF00C8, "pink"), (0xFF0030, "red"),
            (0x000000, "black"), (0xFFFFFF, "white"), (0x808080, "grey"),
        ])
    func names(rgb: Int, name: String) {
        let colour = ColourName(
            red: UInt8(rgb >> 16), green: UInt8((rgb >> 8) & 0xFF), blue: UInt8(rgb & 0xFF))
        #expect(colour.rawValue == name)
    }

    @Test("A solid image has its brightness and colourfulness, and no contrast")
    func measuresSolid() throws {
        let measures = ImageMeasures(try solid(51, 0, 0), after: nil)
        #expect(measures.brightness == 0.2)
        #expect(measures.colourfulness == 0.2)
        #expect(measures.contrast == 0)
        #expect(measures.change == nil)
    }

    @Test("The change from black to white is whole, from an image to itself none")
    func measuresChange() throws {
        let (black, white) = (try solid(0, 0, 0), try solid(255, 255, 255))
        #expect(ImageMeasures.measure([black, white, white]).map(\.change) == [nil, 1, 0])
    }

    @Test("Colours stand in order of their area; small ones are left out")
    func ordersColours() throws {
        let colours: [[UInt8]] = [[0, 0, 255], [0, 0, 255], [255, 0, 0], [255, 0, 0], [255, 0, 0], [0, 255, 0]]
        let pixels = (0..<Thumbnail.byteCount / 3).flatMap { colours[min($0 * 6 / 2200, 5)] }
        let measures = ImageMeasures(try #require(Thumbnail(bytes: pixels)), after: nil)
        #expect(measures.colours == [.red, .blue, .green])
    }

    @Test("Equal images are decoded once, and never more than two at the same time")
    func decodesFew() async throws {
        let log = Mutex((active: 0, widest: 0, calls: 0))
        let thumbnail = try solid(1, 2, 3)
        let decoder = ImageDecoder { _ in
            log.withLock {
                $0.active += 1
                $0.calls += 1
                $0.widest = max($0.widest, $0.active)
            }
            for _ in 0..<50 { await Task.yield() }
            log.withLock { $0.active -= 1 }
            return thumbnail
        }
        let images = try (0..<9).map { try EncodedImage(bytes: [0xFF, 0xD8, 0xFF, UInt8($0 % 6)], at: "") }
        let batch = try await decoder.decode(images)
        #expect(batch.thumbnails.count == 9)
        #expect(batch.decodedCount == 6)
        #expect(log.withLock { $0.calls } == 6)
        #expect(log.withLock { $0.widest } == 2)
    }

    @Test("ffmpeg's pixels are the image's", arguments: [TestImages.red, TestImages.redJPEG])
    func decodesReal(bytes: [UInt8]) async throws {
        let image = try EncodedImage(bytes: bytes, at: "")
        let measures = ImageMeasures(try await FFmpegDecoder(timeLimit: .seconds(60)).decode(image), after: nil)
        #expect(measures.colours == [.red])
        #expect(measures.brightness > 0.95)
        #expect(measures.contrast < 0.05)
    }

    @Test("A gradient has contrast and no colour")
    func decodesGradient() async throws {
        let image = try EncodedImage(bytes: TestImages.gradient, at: "")
        let measures = ImageMeasures(try await FFmpegDecoder(timeLimit: .seconds(60)).decode(image), after: nil)
        #expect(measures.contrast > 0.4)
        #expect(measures.colourfulness < 0.05)
        #expect(measures.colours.contains(.black) && measures.colours.contains(.grey))
    }
}
