/// Sound from a WAV file of 16-bit samples.
struct WaveSound: Sendable {
    /// Samples in a second.
    let rate: Int
    /// Of the first channel.
    let samples: [Int16]

    var seconds: Double { Double(samples.count) / Double(rate) }

    /// - Throws: ``DevModelError`` with `invalid_audio`.
    init(_ file: [UInt8]) throws(DevModelError) {
        guard file.count >= 12, file.starts(with: Array("RIFF".utf8)), file[8..<12].elementsEqual("WAVE".utf8) else {
            throw Self.invalid("only WAV files are taken")
        }
        var format: (channels: Int, rate: Int)?
        var place = 12
        while place + 8 <= file.count {
            let name = file[place..<place + 4]
            let size = Int(Self.number(file, at: place + 4, bytes: 4))
            let content = file[(place + 8)..<min(place + 8 + size, file.count)]
            if name.elementsEqual("fmt ".utf8) { format = try Self.format(Array(content)) }
            if name.elementsEqual("data".utf8) {
                guard let format else { break }
                rate = format.rate
                samples = Self.samples(Array(content), channels: format.channels)
                return
            }
            place += 8 + size + size % 2
        }
        throw Self.invalid("there is no sound in the file")
    }

    private static func format(_ chunk: [UInt8]) throws(DevModelError) -> (channels: Int, rate: Int) {
        guard chunk.count >= 16 else { throw invalid("its head is cut off") }
        let channels = Int(number(chunk, at: 2, bytes: 2))
        let rate = Int(number(chunk, at: 4, bytes: 4))
        guard number(chunk, at: 14, bytes: 2) == 16, (1...8).contains(channels), (1000...384_000).contains(rate) else {
            throw invalid("16-bit samples are expected")
        }
        return (channels, rate)
    }

    private static func samples(_ bytes: [UInt8], channels: Int) -> [Int16] {
        stride(from: 0, to: bytes.count / (2 * channels) * 2 * channels, by: 2 * channels).map {
            Int16(bitPattern: UInt16(number(bytes, at: $0, bytes: 2)))
        }
    }

    private static func number(_ bytes: [UInt8], at place: Int, bytes count: Int) -> UInt32 {
        (0..<count).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }

    private static func invalid(_ reason: String) -> DevModelError {
        DevModelError(.invalidAudio, "this cannot be heard: \(reason)", at: "/file")
    }
}
