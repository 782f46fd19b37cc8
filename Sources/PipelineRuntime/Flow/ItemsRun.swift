import Broker
import JSONModel
import PipelineDefinitions
import StepKit

/// Runs a step once for each item of its list. Every item is recorded by itself; then comes the record of the whole.
struct ItemsRun: Sendable {
    /// How many items a list may have.
    static let most = 10_000

    let site: StepSite

    func run() async throws(AttemptEnd) -> StepRecord {
        try site.throwIfAborted()
        let start = site.time.now
        let items = try items()
        let shares = site.share.split(items.count)
        let records: [StepRecord]
        do throws(Together.Failed) {
            records = try await Together(atMost: site.step.atOnce, signal: site.signal).run(items.count) {
                (index, signal) throws(AttemptEnd) in
                try await item(index, items[index], signal: signal, share: shares[index]).runOnce()
            }
        } catch {
            throw try await fail(error, start: start)
        }
        let whole = site.record(.completed, output: .array(records.map(\.output)), attempt: 1, start: start)
        try await site.store(whole)
        return whole
    }

    private func items() throws(AttemptEnd) -> [JSONValue] {
        guard let list = site.step.forEach else { return [] }
        guard case .array(let items) = try site.evaluate(list, of: "for_each") else {
            throw site.permanent("type_mismatch", "`for_each` of `\(site.id)` is not a list")
        }
        guard items.count <= Self.most else {
            throw site.permanent(
                StepFailure.Code.invalidPayload.rawValue,
                "`for_each` of `\(site.id)` has \(items.count) items; at most \(Self.most) are allowed",
                details: ["pointer": .string("/\(Self.most)")])
        }
        return items
    }

    private func item(_ index: Int, _ value: JSONValue, signal: AbortSignal, share: ProgressShare) -> StepSite {
        var item = site
        item.id = "\(site.id).\(index)"
        item.context = site.context.inside(item: value, index: index)
        item.signal = signal
        item.share = share
        return item
    }

    /// The step fails with its item's failure, which says which item it was.
    private func fail(_ failed: Together.Failed, start: Timestamp) async throws(AttemptEnd) -> AttemptEnd {
        let end = failed.end.naming(item: failed.index, of: site.id)
        if let failure = end.failure {
            try await site.store(site.record(.failed, failure: failure, attempt: 1, start: start))
        }
        return end
    }
}

extension AttemptEnd {
    /// `nil` if nothing failed.
    var failure: FailureRecord? {
        switch self {
        case .failed(let failure, _, _), .stepTimedOut(let failure): failure
        case .aborted: nil
        }
    }

    fileprivate func naming(item index: Int, of step: String) -> AttemptEnd {
        switch self {
        case .failed(let failure, let isRetryable, let notBefore):
            .failed(failure.naming(item: index, of: step), isRetryable: isRetryable, notBefore: notBefore)
        case .stepTimedOut(let failure): .stepTimedOut(failure.naming(item: index, of: step))
        case .aborted: self
        }
    }
}

extension FailureRecord {
    fileprivate func naming(item index: Int, of step: String) -> FailureRecord {
        var facts = details.objectValue ?? (details.isNull ? [:] : ["details": details])
        facts["index"] = .int(Int64(index))
        return FailureRecord(code: code, message: message, step: step, details: .object(facts))
    }
}
