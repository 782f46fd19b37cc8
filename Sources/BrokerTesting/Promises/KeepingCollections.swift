import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let keepingCollections: [BrokerPromise] = [
        BrokerPromise("A record is saved, replaced and removed outside of any job") { bench async throws in
            let key = RecordKey(collection: "c", id: "r")
            for value in [1, ["x": nil]] as [JSONValue] {
                try await bench.save([RecordWrite(collection: "c", id: "r", value: value)])
                #expect(try await bench.broker.record(collection: "c", id: "r")?.value == value)
            }
            let answers = await bench.broker.removeRecords([key, key], at: .at(1))
            #expect(try answers.map { try $0.get() } == [true, false])
            #expect(try await bench.broker.record(collection: "c", id: "r") == nil)
        },
        BrokerPromise("A collection is read page by page in the order of its ids") { bench async throws in
            let ids = ["", "B", "a", "a.b", "z", "é", "日"]
            try await bench.save(ids.reversed().map { RecordWrite(collection: "c", id: $0, value: .string($0)) })
            try await bench.save([RecordWrite(collection: "d", id: "b", value: 1)])
            func page(_ after: String?, _ limit: Int) async throws -> [String] {
                try await bench.broker.records(collection: "c", after: after, limit: limit).map(\.id)
            }
            #expect(try await page(nil, 100) == ids)
            #expect(try await page(nil, 2) == ["", "B"])
            #expect(try await page("B", 3) == ["a", "a.b", "z"])
            #expect(try await page("aa", 1) == ["z"])
            #expect(try await page("日", 9).isEmpty)
            #expect(try await page(nil, 0).isEmpty)
        },
        BrokerPromise("Records grow old, contacts and what is known of their webhooks do not") { bench async throws in
            let collections = ["c", "contacts", "webhook_state", "contacts2"]
            try await bench.save(collections.map { RecordWrite(collection: $0, id: "r", value: 1) })
            #expect(try await bench.broker.retire(Retention(records: .zero), at: .at(1)).records == 2)
            for collection in collections {
                let isKept = Retention.keptCollections.contains(collection)
                let isThere = try await bench.broker.record(collection: collection, id: "r") != nil
                #expect(isThere == isKept, "\(collection)")
            }
        },
    ]
}

extension BrokerBench {
    func save(_ records: [RecordWrite], at time: Int64 = 0) async throws {
        for answer in await broker.saveRecords(records, at: .at(time)) { try answer.get() }
    }
}
