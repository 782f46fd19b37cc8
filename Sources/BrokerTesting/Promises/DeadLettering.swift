import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let deadLettering: [BrokerPromise] = [
        BrokerPromise("A dead letter keeps its reason, its failure, its attempts and its payload") {
            bench async throws in
            try await bench.submit("a", creator: "bob", payload: ["deep": [1, "ü"]], at: 3)
            try await bench.fail(try await bench.lock(at: 3).lock, at: 3)
            let lock = try await bench.lock(at: 10_003).lock
            try await bench.settle(lock, .deadLetter(reason: "Why", .broken, cause: .timedOut), at: 10_009)
            var counts = AttemptCounts()
            (counts.failed, counts.timedOut) = (1, 1)
            let letter = try await bench.letter("a")
            let expected = DeadLetter(
                lock: lock, jobID: "a", jobType: "work", creatorID: "bob", subscription: "work", pipeline: "one",
                definition: "d1", reason: "Why", failure: .broken, cause: .timedOut, fingerprint: letter.fingerprint,
                number: 2, counts: counts, payload: ["deep": [1, "ü"]], enqueuedAt: .at(3), diedAt: .at(10_009))
            #expect(letter == expected)
            #expect(letter.fingerprint.count == 16)
        },
        BrokerPromise("Dead letters are found by each of their facts") { bench async throws in
            try await bench.fillGraveyard()
            let b = try await bench.letter("b")
            let questions: [(String, [String], @Sendable (inout DeadLetterQuery) -> Void)] = [
                ("all", ["d", "c", "b", "a"], { _ in }), ("subscription", ["c"], { $0.subscription = "once" }),
                ("reason", ["d", "b"], { $0.reason = "Other" }), ("code", ["b"], { $0.code = "cut" }),
                ("pipeline", ["d"], { $0.pipeline = "two" }), ("job type", ["c"], { $0.jobType = "once" }),
                ("creator", ["d", "b"], { $0.creatorID = "bob" }), ("job", ["b"], { $0.jobID = "b" }),
                ("fingerprint", ["b"], { $0.fingerprint = b.fingerprint }),
                ("died before", ["b", "a"], { $0.diedBefore = .at(30) }),
                ("died after", ["d", "c"], { $0.diedAfter = .at(30) }),
                ("both", ["d"], { ($0.reason, $0.diedAfter) = ("Other", .at(30)) }),
                ("nobody", [], { $0.creatorID = "' OR 1=1 --" }), ("no job", [], { $0.jobID = "" }),
            ]
            for (name, expected, change) in questions {
                #expect(try await bench.letters(change) == expected, "\(name)")
                #expect(try await bench.broker.deadLetterCount(bench.query(change)) == expected.count, "\(name)")
            }
        },
        BrokerPromise("Text is found in messages and payloads, whatever the case of its ASCII letters") {
            bench async throws in
            try await bench.kill("a", payload: ["file": "Summer Été.mov"])
            try await bench.kill("b", failure: FailureRecord(code: "x", message: "The FILE is cut"))
            try await bench.kill("c", payload: 17)
            for (text, expected) in [
                ("file", ["b", "a"]), ("SUMMER", ["a"]), ("Été", ["a"]), ("été", []), ("17", ["c"]),
                ("", ["c", "b", "a"]),
            ] {
                #expect(try await bench.letters { $0.text = text } == expected, "\(text)")
            }
        },
        BrokerPromise("Percent, underscore, backslash and quotes are plain characters of a text") {
            bench async throws in
            let payloads: [JSONValue] = ["100% of_it", "100 of it", "a*b?[c]", "it's"]
            for (index, payload) in payloads.enumerated() { try await bench.kill("j\(index)", payload: payload) }
            for (text, expected) in [
                ("%", ["j0"]), ("_", ["j0"]), ("0% of_", ["j0"]), ("1%f", []), ("of_it", ["j0"]), ("*", ["j2"]),
                ("?[c]", ["j2"]), ("it's", ["j3"]), ("\\", []),
            ] {
                #expect(try await bench.letters { $0.text = text } == expected, "\(text)")
            }
        },
        BrokerPromise("Dead letters are listed newest delivery first and page by page, and counted over all pages") {
            bench async throws in
            for index in 0..<5 { try await bench.kill("j\(index)", at: Int64(index)) }
            var seen: [String] = []
            var last: Int64?
            while true {
                let page = try await bench.broker.deadLetters(
                    bench.query {
                        $0.limit = 2
                        $0.before = last
                    })
                guard !page.isEmpty else { break }
                try #require(page.count <= 2 && seen.count < 5)
                seen += page.map(\.jobID)
                last = page.last?.lock.deliveryID
                #expect(try await bench.broker.deadLetterCount(bench.query { $0.limit = 1 }) == 5)
            }
            #expect(seen == ["j4", "j3", "j2", "j1", "j0"])
            for limit in [0, -1] { #expect(try await bench.letters { $0.limit = limit }.isEmpty) }
        },
        BrokerPromise("Dead letters of one cause are one group, whatever numbers, ids and names they tell") {
            bench async throws in
            let messages = ["No answer from 10.0.0.1 in 30s for `a b`", "No answer from 10.0.0.77 in 31s for `c`"]
            for (index, message) in (messages + ["Refused"]).enumerated() {
                try await bench.kill(
                    "j\(index)", failure: FailureRecord(code: "x", message: message, step: "s"), at: Int64(index))
            }
            let groups = try await bench.broker.deadLetterGroups(bench.query())
            #expect(groups.map(\.count) == [2, 1])
            let first = try #require(groups.first)
            let expected = DeadLetterGroup(
                fingerprint: first.fingerprint, subscription: "work", reason: "Why", code: "x", step: "s", count: 2,
                message: messages[1], jobID: "j1", firstDiedAt: .at(0), lastDiedAt: .at(1))
            #expect(first == expected)
            #expect(try await bench.letters { $0.fingerprint = first.fingerprint } == ["j1", "j0"])
        },
        BrokerPromise("Subscription, reason, code and step each make a group of their own") { bench async throws in
            let other = FailureRecord(code: "other", message: "It broke.", step: "one")
            let later = FailureRecord(code: "broken", message: "It broke.", step: "two")
            try await bench.kill("a")
            try await bench.kill("b", type: "once")
            try await bench.kill("c", reason: "Other")
            try await bench.kill("d", failure: other)
            try await bench.kill("e", failure: later)
            #expect(try await bench.broker.deadLetterGroups(bench.query()).map(\.count) == [1, 1, 1, 1, 1])
            #expect(try await bench.broker.deadLetterGroups(bench.query { $0.code = "broken" }).count == 4)
            #expect(try await bench.broker.deadLetterGroups(bench.query { $0.limit = 2 }).count == 2)
        },
        BrokerPromise("Time to live never touches a dead letter") { bench async throws in
            try await bench.kill("a", type: "short")
            let before = try await bench.letter("a")
            #expect(try await bench.sweep(at: 1_000_000_000) == 0)
            #expect(try await bench.lockedIDs("short", at: 1_000_000_000).isEmpty)
            #expect(try await bench.letter("a") == before)
        },
        BrokerPromise("A dead letter can be neither cancelled nor settled") { bench async throws in
            let lock = try await bench.kill("a")
            let before = try await bench.letter("a")
            #expect(try await bench.refusal { try await bench.cancel("a", at: 1) } == .jobEnded)
            #expect(try await bench.refusal { try await bench.settle(lock, .release, at: 1) } == .lockLost)
            #expect(try await bench.letter("a") == before)
        },
    ]
}

extension BrokerBench {
    /// Dead letters that differ in every fact.
    fileprivate func fillGraveyard() async throws {
        let cut = FailureRecord(code: "cut", message: "It is cut.")
        try await kill("a", at: 10)
        try await kill("b", creator: "bob", reason: "Other", failure: cut, at: 20)
        try await kill("c", type: "once", at: 30)
        try await submit("d", creator: "bob", to: .topic("elsewhere"), at: 40)
        let lock = try await lock("everything", at: 40).lock
        try await settle(lock, .deadLetter(reason: "Other", .broken, cause: .failed), at: 40)
    }
}
