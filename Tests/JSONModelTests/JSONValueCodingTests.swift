import JSONModel
import Testing

@Suite("Codable values")
struct JSONValueCodingTests {
    struct Sample: Codable, Equatable {
        enum Mood: String, Codable { case glad, sad }
        var name: String
        var every: Duration
        var limit: ByteCount?
        var moods: [Mood]
        var nested: [String: JSONValue]
        var ratio: Double
    }

    private let sample = Sample(
        name: "a", every: .seconds(90), limit: .megabytes(5), moods: [.glad, .sad], nested: ["x": [1, nil]], ratio: 0.5)

    @Test("a value survives both ways, durations and sizes as text")
    func roundTrip() throws {
        let value = try JSONValueEncoder().encode(sample)
        #expect(value["every"] == "1m30s")
        #expect(value["limit"] == "5MB")
        #expect(try JSONValueDecoder().decode(Sample.self, from: value) == sample)
    }

    @Test("an error tells the place and speaks plainly")
    func errors() throws {
        var value = try JSONValueEncoder().encode(sample)
        value = .object(value.objectValue!.merging(["moods": ["glad", 3]]) { $1 })
        let error = try #require(throws: DecodingError.self) { try JSONValueDecoder().decode(Sample.self, from: value) }
        #expect(error.pointer.description == "/moods/1")
        #expect(error.sentence == "text is expected, this is integer")
    }

    @Test("a number without a fraction is an integer, one with a fraction is not")
    func numbers() throws {
        #expect(try JSONValueDecoder().decode(Int.self, from: 2.0) == 2)
        #expect(throws: DecodingError.self) { try JSONValueDecoder().decode(Int.self, from: 2.5) }
        #expect(throws: DecodingError.self) { try JSONValueDecoder().decode(Int8.self, from: 300) }
    }
}
