import JSONModel
import Testing

@testable import SignalRHub

@Suite("The state of a hub")
struct HubStateTests {
    /// A hub's state with what a test does to it.
    private struct Bench {
        var state: HubState
        var now = Duration.seconds(1000)

        init(_ options: HubOptions = HubOptions()) {
            state = HubState(options: options)
        }

        mutating func add(
            _ token: String, user: String = "anna", hub: String = "jobs", lasts: Duration = .seconds(9999)
        )
            throws
        {
            try state.add(token: token, id: "id-" + token, hub: hub, user: user, expiry: now + lasts, now: now)
        }

        mutating func attach(
            _ token: String, _ transport: Connection.Transport = .webSocket, user: String = "anna"
        ) throws -> CarrierLine {
            let (_, wake) = AsyncStream<Void>.makeStream()
            let (_, abort) = AsyncStream<Void>.makeStream()
            return try state.attach(
                transport, to: token, hub: "jobs", user: user, streams: .init(wake: wake, abort: abort), now: now)
        }

        /// A connection that is ready to be sent to.
        mutating func open(
            _ token: String, _ transport: Connection.Transport = .webSocket, user: String = "anna"
        ) throws -> CarrierLine {
            try add(token, user: user)
            let attachment = try attach(token, transport, user: user)
            say("{\"protocol\":\"json\",\"version\":1}", token)
            _ = state.take(token, for: attachment, now: now)
            return attachment
        }

        @discardableResult
        mutating func say(_ text: String, _ token: String) -> [HubCall] {
            state.receive(Array(text.utf8) + [0x1E], from: token, now: now)
        }

        mutating func heard(_ token: String, _ attachment: CarrierLine) throws -> [JSONValue] {
            guard case .bytes(let bytes) = state.take(token, for: attachment, now: now) else { return [] }
            return try messages(in: String(decoding: bytes, as: UTF8.self))
        }

        mutating func pass(_ duration: Duration) {
            now += duration
            state.sweep(now: now)
        }

        mutating func send(_ target: String, to audience: Audience) -> Int {
            state.send(ServerMessage.invocation(of: target, []), to: audience, hub: "jobs", now: now)
        }
    }

    @Test("a message reaches every connection of its user, and nobody else")
    func user() throws {
        var bench = Bench()
        let (first, second) = (try bench.open("a1"), try bench.open("a2"))
        let other = try bench.open("b", user: "Anna")
        #expect(bench.send("x", to: .user("anna")) == 2)
        #expect(try bench.heard("a1", first).map { $0["target"] } == ["x"])
        #expect(try bench.heard("a2", second).count == 1)
        #expect(try bench.heard("b", other).isEmpty)
        #expect(bench.send("x", to: .connection("id-b")) == 1 && bench.send("x", to: .connection("b")) == 0)
        #expect(bench.send("x", to: .everyone) == 3)
    }

    @Test("hubs do not mix")
    func hubs() throws {
        var bench = Bench()
        _ = try bench.open("a")
        #expect(bench.state.send([1], to: .user("anna"), hub: "other", now: bench.now) == 0)
        #expect(throws: HubRefusal.noConnection) { try bench.state.connection("a", hub: "other", user: "anna") }
    }

    @Test("nothing is sent before the handshake")
    func early() throws {
        var bench = Bench()
        try bench.add("a")
        let attachment = try bench.attach("a")
        #expect(bench.send("x", to: .user("anna")) == 0)
        bench.say(#"{"protocol":"json","version":1}"#, "a")
        #expect(try bench.heard("a", attachment) == [[:]])
    }

    @Test("messages may follow the handshake at once")
    func joined() throws {
        var bench = Bench()
        try bench.add("a")
        let attachment = try bench.attach("a")
        bench.say(#"{"protocol":"json","version":1}"# + "\u{1E}" + #"{"type":1,"target":"no","invocationId":"1"}"#, "a")
        let heard = try bench.heard("a", attachment)
        #expect(heard.count == 2 && heard[1]["invocationId"] == "1" && heard[1]["error"] != nil)
    }

    @Test(
        "a refused handshake says why and ends the connection",
        arguments: ["{}", "x", #"{"protocol":"x","version":1}"#])
    func handshake(text: String) throws {
        var bench = Bench()
        try bench.add("a")
        let attachment = try bench.attach("a")
        bench.say(text, "a")
        #expect(try bench.heard("a", attachment).first?["error"] != nil)
        #expect(bench.state.take("a", for: attachment, now: bench.now) == .end)
    }

    @Test("an unknown method is answered only if an answer is wanted")
    func unknown() throws {
        var bench = Bench()
        let attachment = try bench.open("a")
        bench.say(#"{"type":1,"target":"no"}"#, "a")
        #expect(try bench.heard("a", attachment).isEmpty)
        bench.say(#"{"type":1,"target":"joinjob","arguments":["anna-1"],"invocationId":"1"}"#, "a")
        #expect(try bench.heard("a", attachment).first?["error"]?.stringValue?.contains("joinjob") == true)
        bench.say(#"{"type":4,"target":"no","invocationId":"2"}"#, "a")
        #expect(try bench.heard("a", attachment).first?["invocationId"] == "2")
    }

    @Test("a job's group is joined when the job is theirs, and left again")
    func groups() throws {
        var bench = Bench()
        let attachment = try bench.open("a")
        let calls = bench.say(#"{"type":1,"target":"JoinJob","arguments":["j1"],"invocationId":"1"}"#, "a")
        #expect(calls == [.join(job: "j1", invocation: "1")])
        bench.state.finishJoin("j1", isTheirs: false, invocation: "1", "a", now: bench.now)
        #expect(try bench.heard("a", attachment).first?["error"] != nil)
        #expect(bench.send("x", to: .group("job-j1")) == 0)
        bench.state.finishJoin("j1", isTheirs: true, invocation: "1", "a", now: bench.now)
        #expect(try bench.heard("a", attachment) == [["type": 3, "invocationId": "1"]])
        #expect(bench.send("x", to: .group("job-j1")) == 1)
        bench.say(#"{"type":1,"target":"LeaveJob","arguments":[]}"#, "a")
        #expect(bench.send("x", to: .group("job-j1")) == 0)
    }

    @Test("a connection is in a limited number of groups, and leaves them all when it goes")
    func groupLimit() throws {
        var options = HubOptions()
        options.groupLimit = 2
        var bench = Bench(options)
        let attachment = try bench.open("a")
        for job in ["1", "2", "2"] { bench.state.finishJoin(job, isTheirs: true, invocation: nil, "a", now: bench.now) }
        bench.state.finishJoin("3", isTheirs: true, invocation: "i", "a", now: bench.now)
        #expect(try bench.heard("a", attachment).first?["error"] != nil)
        bench.state.detach(attachment, from: "a")
        #expect(bench.state.groups.isEmpty && bench.state.users.isEmpty && bench.state.tokens.isEmpty)
    }

    @Test("a second socket is refused, also of another kind, and another user's is not found")
    func attaching() throws {
        var bench = Bench()
        _ = try bench.open("a")
        for transport in [Connection.Transport.webSocket, .eventStream, .longPolling] {
            #expect(throws: HubRefusal.inUse) { _ = try bench.attach("a", transport) }
        }
        try bench.add("b")
        #expect(throws: HubRefusal.noConnection) { _ = try bench.attach("b", user: "bert") }
    }

    @Test("a new poll takes over from the old one")
    func polls() throws {
        var bench = Bench()
        try bench.add("a")
        let old = try bench.attach("a", .longPolling)
        _ = bench.state.takeSignals()
        let new = try bench.attach("a", .longPolling)
        #expect(bench.state.takeSignals() == [.abort(old)])
        #expect(bench.state.take("a", for: old, now: bench.now) == .replaced)
        #expect(bench.state.take("a", for: new, now: bench.now) == .nothing)
        #expect(bench.state.isFirstPoll("a") && !bench.state.isFirstPoll("a"))
        bench.say(#"{"protocol":"json","version":1}"#, "a")
        #expect(bench.send("x", to: .user("anna")) == 1)
        #expect(try bench.heard("a", new) == [[:]])
        #expect(try bench.heard("a", new).map { $0["target"] } == ["x"])
    }

    @Test("a ping is sent when nothing else was")
    func ping() throws {
        var bench = Bench()
        let attachment = try bench.open("a")
        bench.pass(.seconds(14))
        #expect(try bench.heard("a", attachment).isEmpty)
        #expect(bench.send("x", to: .user("anna")) == 1)
        #expect(try bench.heard("a", attachment).count == 1)
        bench.say(#"{"type":6}"#, "a")
        bench.pass(.seconds(14))
        #expect(try bench.heard("a", attachment).isEmpty)
        bench.pass(.seconds(1))
        #expect(try bench.heard("a", attachment) == [["type": 6]])
    }

    @Test("a client that is silent for 30 seconds is told and then dropped")
    func silence() throws {
        var bench = Bench()
        let attachment = try bench.open("a")
        bench.pass(.seconds(29))
        _ = try bench.heard("a", attachment)
        bench.pass(.seconds(1))
        #expect(try bench.heard("a", attachment).first?["type"] == 7)
        #expect(bench.state.take("a", for: attachment, now: bench.now) == .end)
        _ = bench.state.takeSignals()
        bench.pass(.seconds(5))
        #expect(bench.state.connections.isEmpty && bench.state.takeSignals() == [.abort(attachment)])
    }

    @Test("a handshake may take 15 seconds, with a transport or without")
    func slowHandshake() throws {
        var bench = Bench()
        try bench.add("a")
        try bench.add("b")
        let attachment = try bench.attach("b")
        bench.pass(.seconds(15))
        #expect(bench.state.connections["a"] == nil)
        #expect(try bench.heard("b", attachment).first?["error"] != nil)
    }

    @Test("the connection ends with its token")
    func expiry() throws {
        var bench = Bench()
        try bench.add("a", lasts: .seconds(20))
        let attachment = try bench.attach("a")
        bench.say(#"{"protocol":"json","version":1}"#, "a")
        _ = try bench.heard("a", attachment)
        bench.pass(.seconds(10))
        bench.say(#"{"type":6}"#, "a")
        bench.pass(.seconds(10))
        #expect(try bench.heard("a", attachment).last?["error"]?.stringValue?.contains("expired") == true)
    }

    @Test("a client that does not read is closed, and what waited for it is dropped")
    func slow() throws {
        var options = HubOptions()
        options.outgoingLimit = 100
        var bench = Bench(options)
        let attachment = try bench.open("a")
        for _ in 0..<10 { _ = bench.send("message", to: .user("anna")) }
        let heard = try bench.heard("a", attachment)
        #expect(heard.count == 1 && heard[0]["type"] == 7 && heard[0]["allowReconnect"] == true)
        #expect(bench.send("x", to: .user("anna")) == 0)
    }

    @Test("a message beyond 32 KB ends the connection")
    func long() throws {
        var bench = Bench()
        let attachment = try bench.open("a")
        bench.say("{\"type\":6,\"x\":\"\(String(repeating: "x", count: 32 << 10))\"}", "a")
        #expect(try bench.heard("a", attachment).first?["error"]?.stringValue?.contains("32768") == true)
    }

    @Test("everybody is told to come back when the server goes, and nobody gets in")
    func stopping() throws {
        var bench = Bench()
        let attachment = try bench.open("a")
        let poll = try bench.open("p", .longPolling)
        bench.state.stop(now: bench.now)
        #expect(try bench.heard("a", attachment) == [["type": 7, "allowReconnect": true]])
        #expect(try bench.heard("p", poll) == [["type": 7, "allowReconnect": true]])
        #expect(throws: HubRefusal.stopping) { try bench.add("c") }
    }

    @Test("a user and the hub have limits")
    func limits() throws {
        var options = HubOptions()
        (options.userConnectionLimit, options.connectionLimit) = (2, 3)
        var bench = Bench(options)
        try bench.add("a1")
        try bench.add("a2")
        #expect(throws: HubRefusal.tooMany) { try bench.add("a3") }
        try bench.add("b", user: "bert")
        #expect(throws: HubRefusal.full) { try bench.add("c", user: "carl") }
    }

    @Test("one post at a time, and none beside a socket")
    func posts() throws {
        var bench = Bench()
        _ = try bench.open("s")
        #expect(throws: HubRefusal.otherTransport) { try bench.state.beginPost("s", hub: "jobs", user: "anna") }
        _ = try bench.open("e", .eventStream)
        try bench.state.beginPost("e", hub: "jobs", user: "anna")
        #expect(throws: HubRefusal.parallelPost) { try bench.state.beginPost("e", hub: "jobs", user: "anna") }
        bench.state.endPost("e")
        try bench.state.beginPost("e", hub: "jobs", user: "anna")
    }

    @Test("what waits is handed out in whole messages, about 64 KB at a time")
    func outbox() {
        var outbox = Outbox()
        for count in [50_000, 20_000, 100_000, 1] {
            let hasRoom = outbox.append([UInt8](repeating: 1, count: count), limit: .max)
            #expect(hasRoom)
        }
        let counts = (0..<4).map { _ in outbox.take().count }
        #expect(counts == [50_000, 20_000, 100_000, 1] && outbox.isEmpty && outbox.byteCount == 0)
    }
}
