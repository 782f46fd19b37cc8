import Broker
import JSONModel

/// A call of a history. Deliveries are named by job, subscription and fence, so that the call means the same when
/// others before it are left out.
enum HistoryOperation: Sendable {
    case submit(JobSubmission)
    case lock(LockRequest)
    case renew(HistoryTicket)
    case reserve(HistoryTicket, nanos: Int64)
    case checkpoint(HistoryTicket, HistoryCheckpoint)
    case report(HistoryTicket, Int)
    case settle(HistoryTicket, Settlement.Outcome)
    case cancel(String)
    case sweep(Set<String>)
    case redrive(HistoryTicket, HistoryRedrive)
    case discard(HistoryTicket)
    case fire(Firing)
    case retire(seconds: Int)
    /// Puts the usual topology in force with another limit and another fingerprint.
    case configure(limit: Int, fingerprint: String)

    /// The jobs it speaks of.
    var jobIDs: [String] {
        switch self {
        case .submit(let job): [job.id]
        case .renew(let ticket), .reserve(let ticket, _), .checkpoint(let ticket, _), .report(let ticket, _),
            .settle(let ticket, _), .redrive(let ticket, _), .discard(let ticket):
            [ticket.job]
        case .cancel(let id): [id]
        case .lock, .sweep, .fire, .retire, .configure: []
        }
    }

    func run(on bench: BrokerBench, at time: Int64) async throws -> HistoryAnswer {
        let (broker, now) = (bench.broker, Timestamp.at(time))
        switch self {
        case .submit(let job): return .receipt(try await bench.only(broker.submit([job], at: now)))
        case .lock(let request): return .locked(try await broker.lock(request, at: now))
        case .cancel(let id): return .status(try await bench.cancel(id, at: time))
        case .sweep(let live): return .count(try await bench.sweep(live: live, at: time))
        case .fire(let firing): return .fired(try await bench.only(broker.fire([firing], at: now)))
        case .retire(let seconds): return .retired(try await broker.retire(.after(seconds), at: now))
        case .configure(let limit, let fingerprint):
            try await bench.configure(limit: limit, fingerprint: fingerprint, at: time)
            return .done
        case .renew, .reserve, .checkpoint, .report, .settle, .redrive, .discard:
            return try await runOnDelivery(bench, at: time)
        }
    }

    private func runOnDelivery(_ bench: BrokerBench, at time: Int64) async throws -> HistoryAnswer {
        switch self {
        case .renew(let ticket): return .renewed(try await bench.renew(ticket.lock(bench), at: time))
        case .reserve(let ticket, let nanos):
            return .reserved(try await bench.reserve(nanos: nanos, under: ticket.lock(bench), at: time))
        case .checkpoint(let ticket, let checkpoint):
            try await bench.finish(checkpoint.full(ticket.lock(bench), at: time), at: time)
        case .report(let ticket, let percent): try await bench.report(ticket.lock(bench), percent, at: time)
        case .settle(let ticket, let outcome):
            return .status(try await bench.settle(ticket.lock(bench), outcome, at: time))
        case .redrive(let ticket, let redrive):
            return .status(try await bench.redrive(redrive.full(ticket.lock(bench)), at: time))
        case .discard(let ticket): try await bench.discard(ticket.lock(bench), at: time)
        default: break
        }
        return .done
    }
}

/// A lock by what it is of.
struct HistoryTicket: Sendable, Hashable {
    var job: String
    var subscription: String
    var fence: Int64

    /// The lock, also when it is held no longer; one of no delivery if the job has gone.
    func lock(_ bench: BrokerBench) async throws -> Lock {
        let delivery = try await bench.broker.deliveries(of: job).first { $0.subscription == subscription }
        return Lock(deliveryID: delivery?.lock.deliveryID ?? -1, fence: fence)
    }
}

struct HistoryCheckpoint: Sendable, Hashable {
    var step: String
    var emits: String?
    var record: String?
    var message: JobSubmission?
    var progress: Int?
    /// A reservation, and what it did cost; `nil` is unknown.
    var settles: Int64?
    var nanos: Int64?
    var writes: String?
    var hits: String?

    func full(_ lock: Lock, at time: Int64) -> Checkpoint {
        Checkpoint(
            lock: lock,
            step: StepRecord(
                stepID: step, status: .completed, output: .string(step), attempt: 1, delivery: 1, startedAt: .at(time),
                endedAt: .at(time)),
            events: emits.map { [NewEvent(type: $0, data: ["step": .string(step)])] } ?? [],
            records: record.map { [RecordWrite(collection: "c", id: $0, value: .int(time))] } ?? [],
            messages: message.map { [$0] } ?? [], progress: progress, spends: spends,
            cacheWrite: writes.map {
                CacheWrite(
                    key: $0, output: .int(time), expiresAt: .at(time + 20_000), money: Money(nanos: nanos ?? 1))
            }, cacheHit: hits)
    }

    private var spends: [SpendSettlement] {
        guard let settles else { return [] }
        let outcome = nanos.map { SpendSettlement.Outcome.billed(Money(nanos: $0)) } ?? .unknown
        return [SpendSettlement(reservation: settles, outcome: outcome)]
    }
}

struct HistoryRedrive: Sendable, Hashable {
    var start = Redrive.Start.failedStep
    var payload: JSONValue?
    var notBefore: Int64?

    func full(_ lock: Lock) -> Redrive {
        Redrive(lock: lock, start: start, payload: payload, notBefore: notBefore.map { .at($0) })
    }
}

extension Retention {
    static func after(_ seconds: Int) -> Retention {
        Retention(jobs: .seconds(seconds), progressEvents: .seconds(seconds / 2), records: .seconds(seconds * 2))
    }
}

extension BrokerBench {
    func reserve(nanos: Int64, under lock: Lock, at time: Int64) async throws -> Int64 {
        let request = SpendRequest(lock: lock, stepID: "one", attempt: 1, name: "m", most: Money(nanos: nanos))
        return try await only(broker.reserve([request], at: .at(time)))
    }

    /// Budgets hold so much of ten.
    func configure(limit: Int, fingerprint: String, at time: Int64) async throws {
        try await configure(at: time) { topology in
            topology.budgets = [
                Budget(scope: .job, limit: Money(nanos: Int64(limit) * 10)),
                Budget(scope: .creator, limit: Money(nanos: Int64(limit) * 15)),
            ]
            topology.change("pair") { $0.limits = [.creator(limit)] }
            for index in topology.schedules.indices { topology.schedules[index].fingerprint = fingerprint }
        }
    }
}
