/// What a development model does wrong on purpose.
///
/// Set at the start, or for one request by the header `x-dev-model-fault` in the form ``init(parsing:)`` reads.
/// Of `hang`, `rateLimit` and `failure` a request meets the first that is due; the others wait for later requests.
public struct DevModelFaults: Sendable, Hashable {
    /// How often a fault happens.
    public enum Occurrence: Sendable, Hashable {
        case never
        /// To the first requests only, then never again.
        case first(Int)
        case always
    }

    /// Waited before every answer. Default none.
    public var delay: Duration = .zero
    /// Waited before every chunk of a streamed answer. Default none.
    public var tokenDelay: Duration = .zero
    /// Answer 429.
    public var rateLimit: Occurrence = .never
    /// The `Retry-After` of a 429, in whole seconds, rounded up. Default 1 s; `nil` leaves the header out.
    public var retryAfter: Duration? = .seconds(1)
    /// Answer ``failureStatus``.
    public var failure: Occurrence = .never
    /// 400 to 599. Default 500.
    public var failureStatus = 500
    /// Accept the request and answer only when ``DevModelServer/releaseHeldRequests()`` is called.
    public var hang: Occurrence = .never
    /// Close the connection in the middle of the answer's body.
    public var breakOff: Occurrence = .never
    /// Content that is no JSON: the right answer, cut in half.
    public var malformed: Occurrence = .never
    /// Content that is JSON of another type than the schema's.
    public var wrongShape: Occurrence = .never
    /// A stream that ends in good order but half way: no finish reason, no `[DONE]`.
    public var truncatedStream: Occurrence = .never

    /// Answers that do not say how many tokens they took.
    public var missingUsage: Occurrence = .never
    /// Refuse to answer, in a good answer's form; billed like one.
    public var refusal: Occurrence = .never
    /// Do the work, bill it, and answer with ``failureStatus``.
    public var lateFailure: Occurrence = .never

    /// Nothing goes wrong.
    public static let none = DevModelFaults()

    public init() {}
}

extension DevModelFaults {
    /// Reads `delay=200ms,rate_limit*3,retry_after=2s,fail=503*2`: names with a value, `*N` for the first N requests.
    ///
    /// Names: `delay=`, `token_delay=`, `retry_after=` (durations), `fail[=STATUS]`, `rate_limit`, `hang`, `break_off`,
    /// `malformed`, `wrong_shape`, `truncate`, `no_usage`, `refuse`, `bill_then_fail[=STATUS]`. Without `*N` a fault happens always.
    /// - Throws: ``DevModelError`` with `invalid_fault`.
    public init(parsing text: some StringProtocol) throws(DevModelError) {
        self.init()
        for part in text.split(separator: ",") { try set(FaultWord(parsing: part)) }
    }

    private mutating func set(_ word: FaultWord) throws(DevModelError) {
        switch word.name {
        case "delay": delay = try word.duration()
        case "token_delay": tokenDelay = try word.duration()
        case "retry_after": retryAfter = try word.duration()
        case "fail": (failureStatus, failure) = (try word.status(), word.occurrence)
        case "rate_limit": rateLimit = try word.plainOccurrence()
        case "hang": hang = try word.plainOccurrence()
        case "break_off": breakOff = try word.plainOccurrence()
        case "malformed": malformed = try word.plainOccurrence()
        case "wrong_shape": wrongShape = try word.plainOccurrence()
        case "truncate": truncatedStream = try word.plainOccurrence()
        case "no_usage": missingUsage = try word.plainOccurrence()
        case "refuse": refusal = try word.plainOccurrence()
        case "bill_then_fail": (failureStatus, lateFailure) = (try word.status(), word.occurrence)
        default: throw word.failure("is not a fault")
        }
    }
}
