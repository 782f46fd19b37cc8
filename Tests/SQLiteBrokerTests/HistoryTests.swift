import BrokerTesting
import Foundation
import Testing

@testable import SQLiteBroker

@Suite("Random histories")
struct HistoryTests {
    @Test("The file answers what the reference answers, call by call, and no rule between its tables is ever broken")
    func agrees() async throws {
        let folder = try TemporaryFolder()
        try await BrokerHistory.check(seeds: 0..<70, against: BrokerFactory { try folder.open(UUID().uuidString) })
    }
}
