import Testing

@testable import DevModel

@Suite("Faults")
struct DevModelFaultsTests {
    @Test("A fault text names every fault, its value and how often it happens")
    func parses() throws {
        let text = "delay=200ms, token_delay=1s,rate_limit*3,retry_after=2s,fail=503*2,hang,break_off*1,malformed"
        let faults = try DevModelFaults(parsing: text)
        #expect(faults.delay == .milliseconds(200))
        #expect(faults.tokenDelay == .seconds(1))
        #expect(faults.rateLimit == .first(3))
        #expect(faults.retryAfter == .seconds(2))
        #expect(faults.failure == .first(2))
        #expect(faults.failureStatus == 503)
        #expect(faults.hang == .always)
        #expect(faults.breakOff == .first(1))
        #expect(faults.malformed == .always)
        #expect(faults.wrongShape == .never)
    }

    @Test("An empty text asks for no fault")
    func parsesNothing() throws {
        #expect(try DevModelFaults(parsing: "") == .none)
    }

    @Test(
        "A fault text that means nothing is refused",
        arguments: [
            "explode", "delay", "delay=fast", "delay=1s*2", "fail=200", "fail=abc", "rate_limit=3", "hang*0",
            "hang*many", "=",
        ])
    func refuses(text: String) {
        #expect { try DevModelFaults(parsing: text) } throws: { ($0 as? DevModelError)?.code == .invalidFault }
    }

    @Test("The first requests meet the fault, later ones do not")
    func firstOnly() throws {
        var ledger = FaultLedger()
        let faults = try DevModelFaults(parsing: "rate_limit*2,fail=503*1")
        let statuses = (0..<4).map { _ in
            if case .refuse(let error, _) = ledger.admit(under: faults) { error.status } else { 200 }
        }
        #expect(statuses == [429, 429, 503, 200])
    }

    @Test("Cutting a stream short is not spent on an answer that is not streamed")
    func truncationWaitsForStream() throws {
        var ledger = FaultLedger()
        let faults = try DevModelFaults(parsing: "truncate*1")
        let endings = [false, true, true].map { ledger.spoil(under: faults, isStreamed: $0).ending }
        #expect(endings == [.whole, .truncated, .whole])
    }

    @Test(
        "An address is read from HOST:PORT",
        arguments: [
            ("127.0.0.1:8118", "http://127.0.0.1:8118/v1"), (":0", "http://127.0.0.1:0/v1"),
            ("[::1]:80", "http://[::1]:80/v1"),
        ])
    func address(text: String, baseURL: String) throws {
        #expect(try DevModelAddress(parsing: text).baseURL == baseURL)
    }

    @Test("An address without a port in range is refused", arguments: ["localhost", "a:b", "a:70000", ""])
    func badAddress(text: String) {
        #expect { try DevModelAddress(parsing: text) } throws: { ($0 as? DevModelError)?.code == .invalidAddress }
    }
}
