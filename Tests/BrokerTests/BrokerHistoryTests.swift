import Broker
import BrokerTesting
import Testing

@Suite("Random histories")
struct BrokerHistoryTests {
    @Test("break no law, and are the same each time they are told", arguments: [0, 1, 2, 3] as [UInt64])
    func reference(part: UInt64) async throws {
        try await BrokerHistory.check(
            seeds: part * 500..<(part + 1) * 500, against: BrokerFactory { InMemoryBroker() })
    }

    @Test("find a mistake and show it in a few lines", arguments: ForgetfulBroker.Mistake.allCases)
    func mistake(_ mistake: ForgetfulBroker.Mistake) async throws {
        let factory = BrokerFactory { ForgetfulBroker(mistake) }
        let failure = try #require(try await BrokerHistory.firstFailure(seeds: 0..<500, against: factory))
        #expect(failure.history.count <= 4, "\(failure)")
        #expect(failure.description.contains("seed \(failure.history.seed)"))
        #expect(failure.history.lines.contains("bench.broker.submit([JobSubmission("))
    }
}
