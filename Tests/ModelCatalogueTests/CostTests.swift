import JSONModel
import ModelCatalogue
import TestSupport
import Testing

@Suite("What a call costs")
struct CostTests {
    private func model(_ name: String) throws -> Model { try #require(try Sample.catalogue().models[name]) }

    @Test("cached tokens have a price of their own, and every part is rounded up")
    func cost() throws {
        let big = try model("big")
        #expect(big.cost(of: ModelUsage(inputTokens: 1_000_000)) == Money(nanos: 250_000_000))
        let usage = ModelUsage(inputTokens: 1000, cachedTokens: 400, outputTokens: 10, images: 2)
        #expect(big.cost(of: usage) == Money(nanos: 600 * 250 + 400 * 100 + 10 * 1500 + 2 * 2_000_000))
        var odd = big
        odd.prices.input = Money(nanos: 1)
        #expect(odd.cost(of: ModelUsage(inputTokens: 3)) == Money(nanos: 1))
        #expect(big.cost(of: ModelUsage(inputTokens: 5, cachedTokens: 99)) == Money(nanos: 500))
    }

    @Test("what has no price is unknown, not free; what is not used costs nothing")
    func unknown() throws {
        let unpriced = try model("unpriced")
        #expect(unpriced.cost(of: ModelUsage(inputTokens: 4)) == Money(nanos: 1000))
        #expect(unpriced.cost(of: ModelUsage(inputTokens: 4, outputTokens: 1)) == nil)
        #expect(unpriced.most(ModelDemand(textBytes: 4)) == nil)
        #expect(try model("ear").cost(of: ModelUsage(audio: .seconds(90))) == Money(nanos: 9_000_000))
        #expect(try model("ear").most(ModelDemand(audio: .milliseconds(1))) == Money(nanos: 100))
        #expect(try model("big").cost(of: ModelUsage(audio: .seconds(1))) == nil)
    }

    @Test("the most is bounded by the context and by the limit that is sent")
    func most() throws {
        let big = try model("big")
        let input: Int64 = 250, output: Int64 = 1500, image: Int64 = 2_000_000
        #expect(big.most(ModelDemand(textBytes: 100, outputTokens: 5)) == Money(nanos: (100 + 16) * input + 5 * output))
        #expect(big.most(ModelDemand(textBytes: 100_000)) == Money(nanos: 1000 * input + 400 * output))
        #expect(
            big.most(ModelDemand(images: 1, outputTokens: 9999)) == Money(nanos: 1000 * input + 1000 * output + image))
        #expect(try model("small").most(ModelDemand(textBytes: 100)) == .zero)
        var endless = big
        endless.context = nil
        #expect(endless.most(ModelDemand(textBytes: 1)) == nil)
    }

    @Test("numbers beyond all measure stop at the end of the range")
    func extremes() throws {
        var big = try model("big")
        big.prices.input = Money(nanos: .max)
        big.context = .max
        big.imageTokens = .max
        #expect(big.most(ModelDemand(textBytes: .max, messages: .max - 1, images: .max)) == Money(nanos: .max))
        #expect(big.cost(of: ModelUsage(inputTokens: .max, outputTokens: .max)) == Money(nanos: .max))
        #expect(big.cost(of: ModelUsage(inputTokens: -5, cachedTokens: -7, outputTokens: -1, images: -3)) == .zero)
        #expect(try model("ear").cost(of: ModelUsage(audio: .seconds(Int64.max))) == Money(nanos: .max))
    }

    @Test("no usage within the demand costs more than the most")
    func mostHolds() throws {
        var random = SeededRandom(seed: 5)
        let big = try model("big")
        for _ in 0..<2000 {
            let bytes = Int64.random(in: 0...2000, using: &random)
            let limit = Int64.random(in: 1...600, using: &random)
            let images = Int64.random(in: 0...2, using: &random)
            let most = try #require(big.most(ModelDemand(textBytes: bytes, images: images, outputTokens: limit)))
            let asked = Int64.random(in: 0...min(bytes + images * 4096, 1000), using: &random)
            let usage = ModelUsage(
                inputTokens: asked, cachedTokens: Int64.random(in: 0...asked, using: &random), outputTokens: limit,
                images: images)
            #expect(try #require(big.cost(of: usage)) <= most)
        }
    }
}
