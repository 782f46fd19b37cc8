import Testing

@testable import DevModel

@Suite("What the server counts")
struct ServerContentTests {
    private final class Key {}

    @Test("A client that leaves counts once for each request it left behind")
    func countsLeaving() {
        let (one, other) = (Key(), Key())
        var content = ServerContent(faults: .none)
        content.connectionOpened(ObjectIdentifier(one))
        content.connectionOpened(ObjectIdentifier(other))
        let left = content.beginRequest(on: ObjectIdentifier(one))
        _ = content.beginRequest(on: ObjectIdentifier(other))
        _ = content.clientLeft(ObjectIdentifier(one))
        _ = content.connectionClosed(ObjectIdentifier(one))
        #expect(content.counters.clientDisconnects == 1)
        #expect(content.counters.activeRequests == 1)
        #expect(content.counters.activeConnections == 1)
        _ = content.endRequest(left)
        #expect(content.counters.activeRequests == 1)
    }

    @Test("A client that leaves after its answer is no disconnect")
    func answeredIsNoDisconnect() {
        let key = Key()
        var content = ServerContent(faults: .none)
        let id = content.beginRequest(on: ObjectIdentifier(key))
        _ = content.endRequest(id)
        _ = content.clientLeft(ObjectIdentifier(key))
        #expect(content.counters.clientDisconnects == 0)
        #expect(content.counters.requests == 1)
    }

    @Test("A request that begins when its client is gone has lost it already")
    func lateRequest() async {
        let key = Key()
        let state = ServerState(faults: .none)
        state.clientLeft(ObjectIdentifier(key))
        let id = state.beginRequest(on: ObjectIdentifier(key))
        for await _ in state.departure(of: id) {}
        #expect(state.counters.clientDisconnects == 1)
    }

    @Test("An observer sees the counters now and after a change")
    func observes() async {
        let key = Key()
        let state = ServerState(faults: .none)
        var updates = state.counterUpdates().makeAsyncIterator()
        #expect(await updates.next()?.requests == 0)
        _ = state.beginRequest(on: ObjectIdentifier(key))
        #expect(await updates.next()?.requests == 1)
    }
}
