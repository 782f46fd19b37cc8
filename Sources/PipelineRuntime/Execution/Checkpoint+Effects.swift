import Broker
import StepKit

extension Checkpoint {
    /// Takes up what a step of that job leaves behind.
    mutating func add(_ effect: StepEffect, of job: JobRecord, at now: Timestamp) {
        switch effect {
        case .event(let type, let data): events.append(NewEvent(type: type, data: data))
        case .record(let collection, let id, let value):
            records.append(RecordWrite(collection: collection, id: id, value: value))
        case .cost(let cost):
            if let value = try? JSONValueEncoder().encode(cost) { costs.append(value) }
        case .message(let message): messages.append(JobSubmission(message, of: job, at: now))
        }
    }
}

extension JobSubmission {
    fileprivate init(_ message: NewMessage, of job: JobRecord, at now: Timestamp) {
        self.init(
            id: message.jobID, jobType: message.jobType, creatorID: message.creatorID ?? job.creatorID,
            payload: message.payload, attributes: message.attributes, target: .topic(message.topic),
            messageID: message.messageID, notBefore: message.delay > .zero ? now + message.delay : nil,
            parentID: job.id)
    }
}
