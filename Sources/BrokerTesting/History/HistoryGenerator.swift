import Broker
import JSONModel

extension BrokerHistory {
    /// The history of that seed: each call is chosen with an eye on what the reference has answered so far.
    static func generate(seed: UInt64, length: Int) async throws -> BrokerHistory {
        let bench = BrokerBench(broker: InMemoryBroker(), reopen: nil)
        try await bench.broker.configure(BrokerBench.topology, at: .at(0))
        var generator = HistoryGenerator(seed: seed)
        var history = BrokerHistory(seed: seed, steps: [])
        for _ in 0..<length {
            let step = generator.next()
            history.steps.append(step)
            generator.learn(from: try? await step.operation.run(on: bench, at: step.time))
            if step.operation.mayKill { generator.letters = try await bench.broker.deadLetters(bench.query()) }
        }
        return history
    }
}

extension HistoryOperation {
    fileprivate var mayKill: Bool {
        switch self {
        case .settle, .sweep, .lock, .redrive, .discard: true
        default: false
        }
    }
}

/// Chooses the calls of a history.
struct HistoryGenerator: Sendable {
    var letters: [DeadLetter] = []
    private var random: SeededRandom
    /// Decides about money alone, so that all else stays as it is without it.
    private var money: SeededRandom
    private var time: Int64 = 1
    private var jobs: [String] = []
    private var tickets: [HistoryTicket] = []
    private var lastID = 0
    private var lastReservation: Int64 = 0

    /// The job types and subscriptions of this history: few, so that its calls meet.
    private let types: [String]
    private let subscriptions: [String]

    private static let neighbourhoods: [(types: [String], subscriptions: [String])] = [
        (["single"], ["single"]), (["pair", "single"], ["pair", "single"]), (["grid"], ["grid"]),
        (["paced"], ["paced"]),
        (["work", "once", "short"], ["work", "once", "short"]), (["both", "short"], ["left", "right", "short"]),
        (["song", "both"], ["song", "bell", "chime", "left", "right"]), (["watched"], ["watched", "diary", "echo"]),
        (
            ["work", "once", "short", "both", "pair", "single", "paced", "grid", "song"],
            [
                "work", "once", "short", "left", "right", "pair", "single", "paced", "grid", "song", "bell", "orders",
                "everything",
            ]
        ),
    ]

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        money = SeededRandom(seed: ~seed)
        (types, subscriptions) = random.pick(Self.neighbourhoods)
    }

    mutating func learn(from answer: HistoryAnswer?) {
        switch answer {
        case .receipt(let receipt): jobs.append(receipt.jobID)
        case .fired(.submitted(let receipt)): jobs.append(receipt.jobID)
        case .locked(let answer):
            tickets += answer.deliveries.map {
                HistoryTicket(job: $0.job.id, subscription: $0.job.subscription, fence: $0.lock.fence)
            }
        case .reserved(let reservation): lastReservation = reservation
        default: break
        }
    }

    mutating func next() -> HistoryStep {
        if let operation = reservation() { return HistoryStep(time: time, operation: operation) }
        move()
        let operation: HistoryOperation =
            switch random.below(100) {
            case ..<24: .submit(submission())
            case ..<50: lock()
            case ..<72: onTicket()
            case ..<77: .cancel(jobs.isEmpty ? "nobody" : random.pick(jobs))
            case ..<83: .sweep(Set(["w0", "w1", "w2"].filter { _ in random.below(2) == 0 }))
            case ..<90: onLetter()
            case ..<95: .fire(firing())
            case ..<98: .retire(seconds: random.pick([0, 10, 60]))
            default: .configure(limit: 1 + random.below(3), fingerprint: random.pick(["* * *", "changed"]))
            }
        return HistoryStep(time: time, operation: operation)
    }

    /// Time stands still, goes on, jumps, and now and then goes back.
    private mutating func move() {
        switch random.below(20) {
        case ..<8: break
        case ..<15: time += Int64(1 + random.below(1500))
        case ..<19: time += Int64(random.pick([5_000, 10_000, 20_000, 60_000, 60_001, 600_000]))
        default: time = max(time - 700, 1)
        }
    }

    private mutating func submission() -> JobSubmission {
        lastID += 1
        let isRepeat = !jobs.isEmpty && random.below(25) == 0
        var job = JobSubmission(
            id: isRepeat ? random.pick(jobs) : "j\(lastID)", jobType: random.pick(types),
            creatorID: random.pick(["alice", "alice", "bob", nil]), payload: .int(Int64(random.below(2))),
            attributes: ["site": .string(random.pick(["s0", "s1"]))])
        switch random.below(12) {
        case 0: job.idempotencyKey = random.pick(["k0", "k1"])
        case 1: job.notBefore = .at(time + Int64(random.pick([-5, 0, 700, 20_000])))
        case 2: job.jobType = "nobody"
        case 3: job.target = .subscription(random.pick(subscriptions + ["gone"]))
        case 4: job.hops = random.pick([8, 9])
        case 5, 6:
            job.target = .topic(random.pick(["orders", "orders", "returns", "elsewhere"]))
            job.messageID = random.pick(["m0", "m1"])
        default: break
        }
        return job
    }

    private mutating func lock() -> HistoryOperation {
        let job = !jobs.isEmpty && random.below(10) == 0 ? random.pick(jobs) : nil
        return .lock(
            LockRequest(
                subscription: random.pick(subscriptions), limit: random.pick([1, 1, 2, 5]),
                worker: "w\(random.below(3))", jobID: job))
    }

    /// Mostly a lock that was given lately.
    private mutating func onTicket() -> HistoryOperation {
        guard !tickets.isEmpty else { return lock() }
        let index = random.below(4) == 0 ? random.below(tickets.count) : max(tickets.count - 1 - random.below(3), 0)
        var ticket = tickets[index]
        if random.below(20) == 0 { ticket.fence += Int64(random.pick([-1, 1])) }
        switch random.below(10) {
        case 0: return .renew(ticket)
        case 1, 2: return .checkpoint(ticket, checkpoint())
        case 3: return .report(ticket, random.below(120) - 10)
        default:
            if index == tickets.count - 1 { tickets.removeLast() }
            return .settle(ticket, outcome())
        }
    }

    private mutating func checkpoint() -> HistoryCheckpoint {
        HistoryCheckpoint(
            step: random.pick(["one", "two"]), emits: random.pick([nil, "echo", "other"]),
            record: random.pick([nil, "r0", "r1"]), message: random.below(3) == 0 ? submission() : nil,
            progress: random.pick([nil, 10, 60]), settles: settled(), nanos: money.pick([nil, 0, 2, 30]),
            writes: money.pick([nil, nil, "k0", "k1"]), hits: money.pick([nil, nil, "k0", "k1"]))
    }

    /// Now and then, under one of the latest locks.
    private mutating func reservation() -> HistoryOperation? {
        guard !tickets.isEmpty, money.below(6) == 0 else { return nil }
        let ticket = tickets[max(tickets.count - 1 - money.below(2), 0)]
        return .reserve(ticket, nanos: Int64(money.pick([0, 3, 8, 20])))
    }

    /// Mostly the latest reservation.
    private mutating func settled() -> Int64? {
        guard lastReservation > 0, money.below(2) == 0 else { return nil }
        return max(lastReservation - Int64(money.pick([0, 0, 0, 1])), 1)
    }

    private mutating func outcome() -> Settlement.Outcome {
        let cause = random.pick(AttemptCause.allCases)
        switch random.below(8) {
        case ..<3: return .complete(result: .int(Int64(random.below(3))))
        case 3: return .cancel
        case 4: return .release
        case 5: return .deadLetter(reason: random.pick(["Why", "Other"]), .broken, cause: cause)
        default:
            let moment = random.below(3) == 0 ? Timestamp.at(time + Int64(random.below(30_000))) : nil
            return .retry(.broken, cause: cause, notBefore: moment)
        }
    }

    /// Mostly a letter that is there.
    private mutating func onLetter() -> HistoryOperation {
        guard !letters.isEmpty else { return onTicket() }
        let letter = random.pick(letters)
        let fence = letter.lock.fence + (random.below(10) == 0 ? 1 : 0)
        let ticket = HistoryTicket(job: letter.jobID, subscription: letter.subscription, fence: fence)
        guard random.below(4) > 0 else { return .discard(ticket) }
        return .redrive(
            ticket,
            HistoryRedrive(
                start: random.pick(Redrive.Start.allCases), payload: random.pick([nil, nil, 7]),
                notBefore: random.pick([nil, nil, time + 3_000])))
    }

    private mutating func firing() -> Firing {
        lastID += 1
        let id = "f\(lastID)"
        let type = random.pick(types + ["nobody"])
        let isEmpty = random.below(6) == 0
        return Firing(
            schedule: random.pick(["allowing", "queueing", "skipping"]), instant: .at(time - Int64(random.below(2000))),
            submission: isEmpty ? nil : JobSubmission(id: id, jobType: type, creatorID: "alice", payload: .null))
    }
}
