import ModelCatalogue
import StepKit

/// One listener's work on a file: piece by piece, each with its own account.
struct SpeechSession: Sendable {
    private static let patience = Duration.seconds(2)

    let listener: SpeechListener
    let backends: SpeechBackends
    let gates: ModelGates
    let hasFallback: Bool

    func transcribe(
        _ pieces: SoundPieces, language: String?, in context: StepContext
    ) async throws -> SpeechTranscript {
        var whole = SpeechTranscript()
        for (index, piece) in pieces.list.enumerated() {
            try context.abort.throwIfAborted()
            whole.append(try await call(piece, language: language, in: context), at: piece.start)
            context.progress(0.1 + 0.9 * Double(index + 1) / Double(pieces.list.count), "\(index + 1) pieces heard")
        }
        return whole
    }

    /// One call, within the model's limits.
    private func call(
        _ piece: SoundPieces.Piece, language: String?, in context: StepContext
    ) async throws -> SpeechTranscript {
        guard let model = listener.model else { return try await pay(piece, language: language, in: context) }
        let patience = hasFallback ? min(Self.patience, context.timeRemaining) : context.timeRemaining
        if case .refused(let after) = try await gates.enter(model, patience: patience) {
            throw StepFailure(
                .rateLimit, "model `\(model.name)` takes no calls for now", disposition: .retryable(after: after))
        }
        var ending = ModelGate.Ending.abandoned
        defer { gates.leave(model, ending) }
        do {
            let transcript = try await pay(piece, language: language, in: context)
            ending = .answered
            return transcript
        } catch let failure as StepFailure {
            ending = failure.ending
            throw failure
        }
    }

    private func pay(
        _ piece: SoundPieces.Piece, language: String?, in context: StepContext
    ) async throws -> SpeechTranscript {
        let reservation = try await reserve(piece, in: context)
        var money: Money?
        var seconds = piece.billedSeconds
        defer {
            let cost = Cost(kind: "model", name: listener.name, amounts: ["audio_seconds": seconds], money: money)
            context.record(cost, settling: reservation)
        }
        do {
            let transcript = try await backends.transcribe(piece, by: listener, language: language, in: context)
            seconds = max(seconds, transcript.countedSeconds ?? 0)
            money = listener.model?.cost(of: ModelUsage(audio: .milliseconds(Int64(min(seconds, 1e9) * 1000))))
            return transcript
        } catch let failure as StepFailure where failure.isUnpaid {
            (money, seconds) = (listener.model == nil ? nil : .zero, 0)
            throw failure
        }
    }

    private func reserve(_ piece: SoundPieces.Piece, in context: StepContext) async throws -> Reservation? {
        guard let model = listener.model else { return nil }
        let demand = ModelDemand(audio: .milliseconds(Int64(piece.billedSeconds * 1000)))
        guard let most = model.most(demand) else {
            guard !listener.hasBudgets else {
                throw StepFailure(
                    SpeechFailure.priceMissing,
                    "model `\(model.name)` has no price for a minute of sound, so no budget can hold it")
            }
            return try await context.reserve(.zero, for: model.name)
        }
        return try await context.reserve(most, for: model.name)
    }
}

extension StepFailure {
    /// Whether the service refused before it listened. Any other failure may come after the work was done.
    fileprivate var isUnpaid: Bool {
        [.rateLimit, SpeechFailure.access, SpeechFailure.modelNotFound, SpeechFailure.notConfigured].contains(code)
    }

    /// What it says of the model.
    fileprivate var ending: ModelGate.Ending {
        switch (code, disposition) {
        case (.rateLimit, .retryable(let after)): .limited(after)
        case (.networkError, _), (.timeout, _): .failed
        case ("budget_exceeded", _), (SpeechFailure.priceMissing, _): .abandoned
        default: .answered
        }
    }
}
