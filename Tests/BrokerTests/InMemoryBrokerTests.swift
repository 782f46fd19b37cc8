import Broker
import BrokerTesting
import Testing

@Suite("The in-memory broker")
struct InMemoryBrokerTests {
    @Test("keeps every promise", arguments: BrokerPromise.all)
    func keeps(_ promise: BrokerPromise) async throws {
        try await promise.check(BrokerFactory { InMemoryBroker() })
    }

    @Test("promises have names of their own")
    func names() {
        let names = (BrokerPromise.all + BrokerPromise.durable).map(\.name)
        #expect(Set(names).count == names.count)
    }
}
