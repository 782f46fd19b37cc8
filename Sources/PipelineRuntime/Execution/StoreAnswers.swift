import Broker
import StepKit

/// What the store says to steps that watch over it, as JSON.
struct StoreAnswers: Sendable {
    let broker: any BrokerReader
    let now: Timestamp

    func answer(_ question: StoreQuestion) async throws -> JSONValue {
        switch question {
        case .counts: .array(try await broker.counts().map(value))
        case .deadLetterGroups(let samples): .array(try await groups(samples: samples))
        case .jobFigures(let within): .array(try await broker.jobFigures(since: now + (.zero - within)).map(value))
        case .costs(let within):
            .array(try await broker.costs(CostQuery(by: .model, since: now + (.zero - within))).map(value))
        }
    }

    private func groups(samples: Int) async throws -> [JSONValue] {
        var groups: [JSONValue] = []
        for group in try await broker.deadLetterGroups(DeadLetterQuery(limit: 100)) {
            var query = DeadLetterQuery(subscription: group.subscription, reason: group.reason, limit: samples)
            query.fingerprint = group.fingerprint
            let letters = samples > 0 ? try await broker.deadLetters(query) : []
            groups.append(value(of: group, samples: letters))
        }
        return groups
    }

    private func value(of counts: SubscriptionCounts) -> JSONValue {
        let numbers = [
            "scheduled": counts.scheduled, "ready": counts.ready, "waiting": counts.waiting, "locked": counts.locked,
            "completed": counts.completed, "cancelled": counts.cancelled, "dead": counts.dead,
            "discarded": counts.discarded,
        ]
        var value = numbers.mapValues { JSONValue.int(Int64($0)) }
        value["subscription"] = .string(counts.subscription)
        return .object(value)
    }

    private func value(of group: DeadLetterGroup, samples: [DeadLetter]) -> JSONValue {
        [
            "fingerprint": .string(group.fingerprint), "subscription": .string(group.subscription),
            "reason": .string(group.reason), "code": .string(group.code),
            "step": group.step.map { .string($0) } ?? .null, "count": .int(Int64(group.count)),
            "message": .string(group.message), "jobId": .string(group.jobID),
            "firstDiedAt": .string(group.firstDiedAt.text), "lastDiedAt": .string(group.lastDiedAt.text),
            "samples": .array(samples.map(value)),
        ]
    }

    private func value(of letter: DeadLetter) -> JSONValue {
        [
            "jobId": .string(letter.jobID), "jobType": .string(letter.jobType),
            "creatorId": letter.creatorID.map { .string($0) } ?? .null, "message": .string(letter.failure.message),
            "diedAt": .string(letter.diedAt.text),
        ]
    }

    private func value(of figure: JobFigure) -> JSONValue {
        [
            "jobType": .string(figure.jobType), "status": .string(figure.status.rawValue),
            "count": .int(Int64(figure.count)), "seconds": .double(figure.total / .seconds(1)),
            "longest": .double(figure.longest / .seconds(1)),
        ]
    }

    private func value(of line: CostLine) -> JSONValue {
        [
            "model": .string(line.key), "calls": .int(Int64(line.calls)), "spent": .double(line.spent.units),
            "reserved": .double(line.reserved.units), "saved": .double(line.saved.units),
            "hits": .int(Int64(line.hits)), "unknown": .int(Int64(line.unknown)),
        ]
    }
}
