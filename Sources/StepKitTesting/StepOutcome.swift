public import StepKit

/// How a run in a ``StepHarness`` ended and what the step did on the way.
public struct StepOutcome: Sendable {
    /// How an attempt ends.
    public enum Result: Sendable, Hashable {
        /// With an output that fits the declared one.
        case succeeded(JSONValue)
        /// With a failure; an error of another kind counts as `unexpected`.
        case failed(StepFailure)
        /// Never began: the input does not fit the declared fields.
        case refused([FieldProblem])
        /// Stopped because it was asked to.
        case aborted(AbortReason)
        /// Was asked to stop and did not within the grace period.
        case abandoned
    }

    public let result: Result
    private let staged: Staged
    // Held so that adopted files stay readable as long as the outcome is kept.
    private let workspace: Workspace

    init(result: Result, staged: Staged, workspace: Workspace) {
        self.result = result
        self.staged = staged
        self.workspace = workspace
    }

    /// What the step returned.
    /// - Throws: ``StepDidNotSucceed`` if it returned nothing.
    public var output: JSONValue {
        get throws {
            guard case .succeeded(let output) = result else { throw StepDidNotSucceed(result: result) }
            return output
        }
    }

    /// What the step returned, as its Swift type.
    /// - Throws: ``StepDidNotSucceed`` if it returned nothing; `DecodingError` if it is no such value.
    public func output<Output: Decodable>(as type: Output.Type) throws -> Output {
        try JSONValueDecoder().decode(type, from: try output)
    }

    /// The failure, if it ended with one.
    public var failure: StepFailure? { if case .failed(let failure) = result { failure } else { nil } }

    /// The fractions reported, in order, each with its note.
    public var progress: [(fraction: Double, note: String?)] { staged.progress }

    /// The events emitted, in order. A runtime publishes them only if the step succeeds.
    public var events: [(type: String, data: JSONValue)] { staged.events }

    /// The messages published, in order. A runtime submits them only if the step succeeds.
    public var messages: [Message] { staged.messages.map(Message.init) }

    /// The records saved, in order. A runtime stores them only if the step succeeds.
    public var savedRecords: [(collection: String, id: String, value: JSONValue)] { staged.savedRecords }

    /// The costs recorded, in order.
    public var costs: [Cost] { staged.costs }

    /// The money set aside, in order, each with what its settlement said: `nil` if there was none.
    public var reservations: [(name: String, most: Money, settled: Cost?)] { staged.reservations }

    /// The process groups reported, in order.
    public var processGroups: [Int32] { staged.processGroups }

    /// The files adopted, in order; readable while the outcome or the harness is kept.
    public var artifacts: [Artifact] { staged.artifacts }
}

/// Thrown by ``StepOutcome/output`` where there is none.
public struct StepDidNotSucceed: Error, Sendable, CustomStringConvertible {
    public let result: StepOutcome.Result

    public var description: String {
        switch result {
        case .succeeded: "the step succeeded"
        case .failed(let failure): "the step failed with \(failure)"
        case .refused(let problems): "the input was refused: \(problems.map(\.message).joined(separator: "; "))"
        case .aborted(let reason): "the step was aborted: \(reason)"
        case .abandoned: "the step was asked to stop and did not"
        }
    }
}
