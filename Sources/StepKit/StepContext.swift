public import Logging

/// What a step may know and do during one attempt.
///
/// Everything written through it (progress, events, messages, records, costs) carries the attempt's fence. Events,
/// messages, records and costs are kept until the step succeeds and stored in the same transaction as its checkpoint,
/// so a step that fails or is run again leaves none behind twice. Costs of a failed try are stored with the failure.
public struct StepContext: Sendable {
    public let job: JobReference
    /// The step's id in the pipeline.
    public let stepID: String
    /// Which try of this step this is; the first is 1.
    public let attempt: Int
    /// Grows with every lock of the delivery; send it along where the other side can refuse an older one.
    public let fence: Int64
    /// The same for every try of this step of this job: give it to services that take an idempotency key.
    public let idempotencyKey: String
    /// Already carries the job's and the step's id.
    public let logger: Logger
    public let abort: AbortSignal

    package let services: any StepServices

    package init(
        job: JobReference, stepID: String, attempt: Int, fence: Int64, logger: Logger, abort: AbortSignal,
        services: any StepServices
    ) {
        self.job = job
        self.stepID = stepID
        self.attempt = attempt
        self.fence = fence
        self.idempotencyKey = "\(job.id)/\(stepID)"
        self.logger = logger
        self.abort = abort
        self.services = services
    }

    /// A folder of this step's own, empty at the start of each attempt and removed after the job. Made when first asked for.
    public var workspace: String { services.workspacePath }

    /// How long until this attempt is asked to stop; never negative.
    public var timeRemaining: Duration { services.timeRemaining }

    /// Reports how far this step is, from 0 to 1, and optionally on what. Cheap: may be called as often as one likes.
    /// What is below 0 or not a number counts as 0, what is above 1 as 1.
    public func progress(_ fraction: Double, _ note: String? = nil) {
        services.report(fraction: fraction > 0 ? min(fraction, 1) : 0, note: note)
    }

    /// Publishes an event about this job to the `events` topic when the step succeeds.
    /// - Parameter type: two or more words with dots, such as `video.analysed`; `job.` and `step.` are the runtime's own.
    /// - Throws: ``StepFailure`` with `invalid_payload` for a type that is not of that form.
    public func emit(_ type: String, data: JSONValue) throws {
        let words = type.split(separator: ".", omittingEmptySubsequences: false)
        let isWord = { (word: Substring) in
            word.first?.isLetter == true && word.utf8.allSatisfy { $0.isWordByte }
        }
        guard words.count > 1, words.allSatisfy(isWord), type.utf8.count <= 128 else {
            throw StepFailure(.invalidPayload, "`\(type)` is not an event type such as video.analysed")
        }
        guard words[0] != "job", words[0] != "step" else {
            throw StepFailure(
                .invalidPayload, "events that begin with `\(words[0]).` are published by the runtime alone")
        }
        services.stage(.event(type: type, data: data))
    }

    /// Sets the most that a call can cost aside, before it is made. Whatever becomes of the attempt, it counts as spent
    /// until ``record(_:settling:)`` says what the call did cost.
    /// - Parameter name: what is paid for, such as the model's name.
    /// - Throws: ``StepFailure`` with `budget_exceeded` if a budget does not hold that much.
    public func reserve(_ most: Money, for name: String) async throws -> Reservation {
        try await services.reserve(most, for: name)
    }

    /// Notes what this attempt has used, such as tokens or money.
    /// - Parameter reservation: ends it, with the cost's money; where that is `nil`, with all that was set aside.
    public func record(_ cost: Cost, settling reservation: Reservation? = nil) {
        services.stage(.cost(cost, settling: reservation))
    }

    /// Saves a value in an embedded collection when the step succeeds; an older value of that id is replaced.
    public func saveRecord(_ value: JSONValue, collection: String, id: String) {
        services.stage(.record(collection: collection, id: id, value: value))
    }

    /// The value saved under that id, with what this step itself saved; `nil` if there is none.
    public func record(collection: String, id: String) async throws -> JSONValue? {
        try await services.loadRecord(collection: collection, id: id)
    }

    /// Takes a file of the workspace into the job's keeping, so that later steps can use it.
    /// - Parameters:
    ///   - sha256: the digest, where the step already knows it; computed otherwise.
    /// - Throws: ``StepFailure`` with `not_found` if there is no such file inside the workspace.
    public func adopt(_ path: String, mediaType: String, sha256: String? = nil) async throws -> Artifact {
        try await services.adopt(path, mediaType: mediaType, sha256: sha256)
    }

    /// The value of a secret.
    /// - Throws: ``StepFailure`` with `not_found` if nobody has set it.
    public func secret(_ name: String) throws -> String {
        guard let value = services.secret(name) else {
            throw StepFailure(.notFound, "secret `\(name)` is not set")
        }
        return value
    }

    /// Reports the process group of a child, so that the runtime can end it with this attempt.
    ///
    /// Numbers below 2 are logged and ignored: to the kernel they mean this program's own group, or everything.
    public func track(processGroup: Int32) {
        guard processGroup > 1 else {
            logger.error("process group \(processGroup) is not a child's; it is not tracked")
            return
        }
        services.track(processGroup: processGroup)
    }
}

/// The job a step works for.
public struct JobReference: Sendable, Hashable {
    public let id: String
    public let jobType: String
    /// The tenant; `nil` when nobody was named.
    public let creatorID: String?

    package init(id: String, jobType: String, creatorID: String?) {
        self.id = id
        self.jobType = jobType
        self.creatorID = creatorID
    }
}

/// Something used up that is worth counting.
public struct Cost: Sendable, Hashable {
    /// Such as `model`.
    public let kind: String
    /// Such as the model's name.
    public let name: String
    /// Amounts by unit, such as `prompt_tokens`.
    public let amounts: [String: Double]
    /// What it costs; `nil` where nobody can tell.
    public let money: Money?

    public init(kind: String, name: String, amounts: [String: Double], money: Money? = nil) {
        self.kind = kind
        self.name = name
        self.amounts = amounts
        self.money = money
    }

    /// As it is stored and shown.
    package var value: JSONValue {
        var value: [String: JSONValue] = [
            "kind": .string(kind), "name": .string(name), "amounts": .object(amounts.mapValues { .double($0) }),
        ]
        value["money"] = money.map { .double($0.units) }
        return .object(value)
    }
}

/// Money set aside for one call.
public struct Reservation: Sendable, Hashable {
    /// Given by the store.
    package let id: Int64
    package let most: Money

    package init(id: Int64, most: Money) {
        self.id = id
        self.most = most
    }
}

extension UInt8 {
    /// Lower-case letters, digits and `_`.
    fileprivate var isWordByte: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || self == UInt8(ascii: "_")
    }
}
