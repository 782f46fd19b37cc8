import Broker
import JSONModel

/// An item with its largest JSON already written: done by the caller, because there is only one writer.
struct Encoded<Item: Sendable>: Sendable {
    var item: Item
    let text: String

    init(_ item: Item, _ value: JSONValue) {
        self.item = item
        text = value.text()
    }

    init(_ item: Item, text: String) {
        self.item = item
        self.text = text
    }
}

extension Encoded<JobSubmission> {
    init(_ job: JobSubmission) { self.init(job, job.payload) }
}

/// A checkpoint with all its large JSON already written.
struct EncodedCheckpoint: Sendable {
    let item: Checkpoint
    let output: String
    let records: [Encoded<RecordWrite>]
    let costs: [String]
    let messages: [Encoded<JobSubmission>]
    let cacheWrite: Encoded<CacheWrite>?

    init(_ checkpoint: Checkpoint) {
        item = checkpoint
        output = checkpoint.step.output.text()
        records = checkpoint.records.map { Encoded($0, $0.value) }
        costs = checkpoint.costs.map { $0.text() }
        messages = checkpoint.messages.map { Encoded($0) }
        cacheWrite = checkpoint.cacheWrite.map { Encoded($0, $0.output) }
    }
}
