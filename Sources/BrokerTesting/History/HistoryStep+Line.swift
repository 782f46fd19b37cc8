import Broker
import JSONModel

extension HistoryStep {
    /// The call as it may be written in a promise.
    var line: String { "try await \(call)" }

    private var call: String {
        switch operation {
        case .submit(let job): "bench.only(bench.broker.submit([\(job.line)], at: .at(\(time))))"
        case .lock(let request):
            "bench.broker.lock(LockRequest(subscription: \"\(request.subscription)\", limit: \(request.limit), "
                + "worker: \"\(request.worker)\"\(request.jobID.map { ", jobID: \"\($0)\"" } ?? "")), at: .at(\(time)))"
        case .renew(let ticket): "bench.renew(\(ticket.line), at: \(time))"
        case .reserve(let ticket, let nanos):
            "bench.reserve(nanos: \(nanos), under: \(ticket.line), at: \(time))"
        case .checkpoint(let ticket, let checkpoint):
            "bench.finish(\(checkpoint.line).full(\(ticket.line), at: \(time)), at: \(time))"
        case .report(let ticket, let percent): "bench.report(\(ticket.line), \(percent), at: \(time))"
        case .settle(let ticket, let outcome): "bench.settle(\(ticket.line), \(outcome.line), at: \(time))"
        case .cancel(let id): "bench.cancel(\"\(id)\", at: \(time))"
        case .sweep(let live): "bench.sweep(live: \(live.sorted()), at: \(time))"
        case .redrive(let ticket, let redrive): "bench.redrive(\(redrive.line).full(\(ticket.line)), at: \(time))"
        case .discard(let ticket): "bench.discard(\(ticket.line), at: \(time))"
        case .fire(let firing):
            "bench.fire(\"\(firing.schedule)\", \(firing.instant.line), "
                + "\(firing.submission.map { "\"\($0.id)\", type: \"\($0.jobType)\"" } ?? "nil"), at: \(time))"
        case .retire(let seconds): "bench.broker.retire(.after(\(seconds)), at: .at(\(time)))"
        case .configure(let limit, let fingerprint):
            "bench.configure(limit: \(limit), fingerprint: \"\(fingerprint)\", at: \(time))"
        }
    }
}

extension HistoryTicket {
    fileprivate var line: String {
        "HistoryTicket(job: \"\(job)\", subscription: \"\(subscription)\", fence: \(fence)).lock(bench)"
    }
}

extension HistoryCheckpoint {
    fileprivate var line: String {
        "HistoryCheckpoint(step: \"\(step)\""
            + (emits.map { ", emits: \"\($0)\"" } ?? "") + (record.map { ", record: \"\($0)\"" } ?? "")
            + (message.map { ", message: \($0.line)" } ?? "") + (progress.map { ", progress: \($0)" } ?? "")
            + (settles.map { ", settles: \($0)" } ?? "") + (nanos.map { ", nanos: \($0)" } ?? "")
            + (writes.map { ", writes: \"\($0)\"" } ?? "") + (hits.map { ", hits: \"\($0)\"" } ?? "") + ")"
    }
}

extension HistoryRedrive {
    fileprivate var line: String {
        "HistoryRedrive(start: .\(start)" + (payload.map { ", payload: \($0.text())" } ?? "")
            + (notBefore.map { ", notBefore: \($0)" } ?? "") + ")"
    }
}

extension JobSubmission {
    fileprivate var line: String {
        "JobSubmission(id: \"\(id)\", jobType: \"\(jobType)\", "
            + (creatorID.map { "creatorID: \"\($0)\", " } ?? "") + "payload: \(payload.text())"
            + (attributes["site"].map { ", attributes: [\"site\": \($0.text())]" } ?? "") + ", target: .\(target)"
            + (idempotencyKey.map { ", idempotencyKey: \"\($0)\"" } ?? "")
            + (messageID.map { ", messageID: \"\($0)\"" } ?? "")
            + (notBefore.map { ", notBefore: .at(\($0.line))" } ?? "") + (hops == 0 ? "" : ", hops: \(hops)") + ")"
    }
}

extension Settlement.Outcome {
    fileprivate var line: String {
        switch self {
        case .complete(let result): ".complete(result: \(result.text()))"
        case .retry(_, let cause, let notBefore):
            ".retry(.broken, cause: .\(cause), notBefore: \(notBefore.map { ".at(\($0.line))" } ?? "nil"))"
        case .release: ".release"
        case .deadLetter(let reason, _, let cause): ".deadLetter(reason: \"\(reason)\", .broken, cause: .\(cause))"
        case .cancel: ".cancel"
        }
    }
}

extension Timestamp {
    /// Milliseconds after the start of a promise.
    fileprivate var line: Int64 { milliseconds - Timestamp.at(0).milliseconds }
}
