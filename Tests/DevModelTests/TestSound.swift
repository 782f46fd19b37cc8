/// WAV files made of tones.
enum TestSound {
    /// Each part is a tone's height, its loudness (0 to 1) and its length in seconds.
    static func wav(_ parts: [(hertz: Double, loudness: Double, seconds: Double)], rate: Int = 8000) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            let period = part.hertz > 0 ? Double(rate) / part.hertz : 1
            for index in 0..<Int(part.seconds * Double(rate)) {
                // A square wave needs no sine.
                let isUp = (Double(index) / period).truncatingRemainder(dividingBy: 1) < 0.5
                bytes += little(UInt32(UInt16(bitPattern: Int16((isUp ? 1 : -1) * part.loudness * 30_000))), 2)
            }
        }
        let head = Array("RIFF".utf8) + little(UInt32(bytes.count + 36), 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        let format = little(1, 2) + little(1, 2) + little(UInt32(rate), 4) + little(UInt32(rate * 2), 4)
        return head + format + little(2, 2) + little(16, 2) + Array("data".utf8) + little(UInt32(bytes.count), 4)
            + bytes
    }

    private static func little(_ number: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
    }
}
