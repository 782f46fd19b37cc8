import Broker
import StepKit

extension Checkpoint {
    /// Takes up what a step of that job leaves behind.
    mutating func add(_ effect: StepEffect, of job: JobRecord, at now: Timestamp) {
        switch effect {
        case .event(let type, let data): events.append(NewEvent(type: type, data: data))
        case .record(let collection, let id, let value):
            records.append(RecordWrite(collection: collection, id: id, value: value))
        case .cost(let cost, settling: _):
            costs.append(cost.value)
            if let settlement = effect.settlement, !spends.contains(where: { $0.reservation == settlement.reservation })
            {
                spends.append(settlement)
            }
        case .message(let message): messages.append(JobSubmission(message, of: job, at: now))
        }
    }
}

extension StepEffect {
    var isCost: Bool { if case .cost = self { true } else { false } }

    /// What ends a reservation; `nil` for all else.
    fileprivate var settlement: SpendSettlement? {
        guard case .cost(let cost, settling: let reservation?) = self else { return nil }
        let outcome: SpendSettlement.Outcome =
            switch cost.money {
            case nil: .unknown
            case Money.zero?: .free
            case let money?: .billed(money)
            }
        return SpendSettlement(reservation: reservation.id, outcome: outcome, amounts: cost.amounts)
    }

    /// Where nobody can tell, what was set aside.
    fileprivate var money: Money {
        guard case .cost(let cost, settling: let reservation) = self else { return .zero }
        return cost.money ?? reservation?.most ?? .zero
    }
}

extension [StepEffect] {
    var settlements: [SpendSettlement] { compactMap(\.settlement) }

    /// What the same again would cost.
    var mostSpent: Money { reduce(.zero) { $0 + $1.money } }
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
