import Expressions
import Foundation
import JSONModel
import PipelineDefinitions
import Testing

@Suite("Whatever comes in, an answer comes out")
struct FuzzTests {
    /// Seconds for each door; without it a number of inputs that takes about a second for all of them.
    private static let seconds = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap { Double($0) }
    private static let seed = ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 1

    @Test("at every door", arguments: FuzzTarget.allCases)
    func doors(target: FuzzTarget) {
        let clock = ContinuousClock()
        let end = Self.seconds.map { clock.now + .seconds($0) }
        let count = target == .project || target == .yaml ? 40 : 150
        var mutator = FuzzMutator(seeds: target.seeds, generator: FuzzGenerator(seed: Self.seed))
        for seed in target.seeds { #expect(target.run(seed) == nil) }
        var number = 0
        while end.map({ clock.now < $0 }) ?? (number < count) {
            let input = mutator.next()
            let problem = target.run(input)
            #expect(
                problem == nil,
                "input \(number) of seed \(Self.seed): \(String(decoding: input.prefix(500), as: UTF8.self))")
            number += 1
        }
    }

    @Test("also for nothing and for what is no text", arguments: FuzzTarget.allCases)
    func odd(target: FuzzTarget) {
        for input in [[], [0], [0xFF, 0xFE, 0], [0xEF, 0xBB, 0xBF], Array(repeating: 0x80, count: 100)] as [[UInt8]] {
            #expect(target.run(input) == nil)
        }
    }

    @Test("the good inputs are good, so that their mutations get far")
    func seeds() throws {
        let reading = Project.read(.texts(FuzzSeeds.files), registry: FuzzStep.registry)
        #expect(reading.diagnostics.map(\.message) == [])
        for text in FuzzSeeds.expressions { _ = try Expression(parsing: text) }
        for text in FuzzSeeds.schemas { _ = try JSONValue(parsing: text) }
    }
}
