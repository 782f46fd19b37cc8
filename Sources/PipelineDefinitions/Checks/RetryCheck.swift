import JSONModel
import StepKit

/// Whether all that a step's `retry` says has an effect, and one that is meant.
struct RetryCheck {
    let step: LocatedStep
    /// `nil` if it is not installed.
    let plugin: StepDescription?

    private var retry: YAMLNode? { step.node["retry"] }
    private var policy: RetryPolicy { step.definition.retry }

    /// - Returns: whether its waits are what they were meant to be.
    func run(_ reader: inout NodeReader) -> Bool {
        guard let retry, retry.entries != nil else { return true }
        guard checkIsUsed(retry, &reader) else { return true }
        checkCodes(retry, &reader)
        let areWaitsMeant = checkCap(retry, &reader)
        checkIdempotence(retry, &reader)
        return areWaitsMeant
    }

    private func checkIsUsed(_ retry: YAMLNode, _ reader: inout NodeReader) -> Bool {
        if let codes = retry["on"], codes.items?.isEmpty == true {
            reader.error(
                "E0506", "`on` is empty, which means every retryable failure", at: codes.range,
                help: "name failures such as rate_limit, timeout, network_error, or leave `on` out")
            return false
        }
        guard let attempts = retry["attempts"], attempts.scalar?.value == .int(1),
            let unused = retry.entries?.first(where: { $0.key != "attempts" && $0.key != "delays" })
        else { return true }
        reader.report(
            Diagnostic(
                code: "E0506", message: "`\(unused.key)` is never used: with `attempts: 1` there is no further try",
                file: reader.file.path, range: unused.keyRange, help: "`attempts` counts the first try too",
                notes: [.init(message: "one try in all", file: reader.file.path, range: attempts.range)]))
        return false
    }

    private func checkCodes(_ retry: YAMLNode, _ reader: inout NodeReader) {
        guard let plugin else { return }
        let known = FailureCodes(plugin)
        for node in retry["on"]?.items ?? [] {
            guard let code = node.scalar?.value.stringValue, !known.all.contains(code) else { continue }
            let nearest = Spelling.nearest(to: code, among: known.all)
            reader.warning(
                "W0508", "`\(plugin.name)` never fails with `\(code)`\(Spelling.hint(nearest))", at: node.range,
                help: nearest.map { "write `\($0)`" } ?? "it may fail with: \(known.listed)",
                fix: Spelling.certain(code, among: known.all).flatMap { reader.replacement(of: node, with: $0) })
        }
    }

    /// A wait beyond `cap` is cut; where nobody wrote the cap, nobody expects that.
    private func checkCap(_ retry: YAMLNode, _ reader: inout NodeReader) -> Bool {
        let count = reader.diagnostics.count
        let written = (retry["delays"]?.items ?? []) + [retry["initial"]].compactMap(\.self)
        for node in written {
            guard let wait = node.scalar.flatMap({ Duration(parsing: $0.text) }), wait > policy.cap else { continue }
            let cap = policy.cap.shortText
            let own = retry["cap"].map { Diagnostic.Note(message: "the cap", file: reader.file.path, range: $0.range) }
            reader.report(
                Diagnostic(
                    .warning, code: "W0510", message: "this wait is cut to \(cap), the `cap` of this `retry`",
                    file: reader.file.path, range: node.range,
                    help: own == nil ? "write `cap: \(wait.shortText)` beside it" : "raise `cap`, or shorten the wait",
                    notes: own.map { [$0] } ?? []))
        }
        return reader.diagnostics.count == count
    }

    /// With `on` somebody has thought of which failures leave nothing behind.
    private func checkIdempotence(_ retry: YAMLNode, _ reader: inout NodeReader) {
        guard let plugin, !plugin.isIdempotent, policy.attempts > 1, policy.codes.isEmpty else { return }
        reader.warning(
            "W0507",
            "`\(plugin.name)` is not idempotent: \(policy.attempts) tries may do its work \(policy.attempts) times",
            at: retry.range,
            help: "name the failures after which nothing is done yet: `on: [\(FailureCodes(plugin).own)]`")
    }
}

/// The failures a plugin can end with.
private struct FailureCodes {
    private static let common: [StepFailure.Code] = [
        .invalidPayload, .notFound, .rateLimit, .timeout, .networkError, .unexpected,
    ]

    let all: [String]
    private let declared: [String]

    init(_ plugin: StepDescription) {
        declared = plugin.failures.keys.map(\.rawValue).sorted()
        all = Self.common.map(\.rawValue) + declared
    }

    var listed: String { all.joined(separator: ", ") }

    /// One for a sample.
    var own: String { declared.first ?? StepFailure.Code.rateLimit.rawValue }
}
