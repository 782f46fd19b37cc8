package import JSONModel

/// The rules between a store's tables, said once for all drivers.
package enum Audit {
    package static func findings(in counts: [SubscriptionCounts]) -> [AuditFinding] {
        counts.filter { $0.difference != 0 }.map { counts in
            AuditFinding(
                .conservation,
                "subscription `\(counts.subscription)` took \(counts.delivered) deliveries; "
                    + "\(abs(counts.difference)) \(counts.difference > 0 ? "are missing" : "are too many")")
        }
    }

    /// - Parameter lastEvent: the type of the job's last `job.…` event but `job.progress`.
    package static func findings(in job: JobState, lastEvent: String?) -> [AuditFinding] {
        var findings = job.deliveries.flatMap { Self.findings(in: $0, of: job.head.id) }
        let status = JobStatus(of: job.deliveries)
        if status != job.head.status {
            let text = "job \(job.head.id) is \(job.head.status.rawValue), its deliveries say \(status.rawValue)"
            findings.append(AuditFinding(.status, text))
        }
        if job.head.status.isFinal, lastEvent != "job.\(job.head.status.rawValue)" {
            let text = "job \(job.head.id) is \(job.head.status.rawValue), its last event is \(lastEvent ?? "missing")"
            findings.append(AuditFinding(.event, text))
        }
        if !job.head.status.isFinal, !job.deliveries.contains(where: { $0.isWaiting || $0.state == .locked }) {
            findings.append(AuditFinding(.stuck, "job \(job.head.id) has not ended and has nothing left to do"))
        }
        return findings
    }

    private static func findings(in delivery: Delivery, of jobID: String) -> [AuditFinding] {
        let place = "delivery \(delivery.id) of job \(jobID)"
        var findings: [AuditFinding] = []
        if (delivery.state == .locked) != (delivery.lockedUntil != nil && delivery.worker != nil) {
            findings.append(
                AuditFinding(.lock, "\(place) is \(delivery.state.rawValue), which does not fit its lock"))
        }
        if delivery.state == .dead, delivery.reason == nil || delivery.failure == nil || delivery.fingerprint == nil {
            findings.append(AuditFinding(.deadLetter, "\(place) is dead and does not say why"))
        }
        return findings
    }

    package static func finding(in scope: SpendScope, total: Money, sum: Money) -> AuditFinding? {
        guard total != sum else { return nil }
        return AuditFinding(
            .spend,
            "\(scope.kind.rawValue) `\(scope.key)` has a total of \(total) on day \(scope.day), its calls \(sum)")
    }

    /// - Parameters:
    ///   - open: how many calls of the delivery are not settled.
    ///   - held: how many of those began under its present lock.
    package static func findings(
        open: Int, underItsLock held: Int, of delivery: Delivery?, id: Int64
    ) -> [AuditFinding] {
        guard let delivery, delivery.state == .locked, open == held, open == delivery.openSpends else {
            return [AuditFinding(.spend, "delivery \(id) has \(open) reservations open that are not its lock's")]
        }
        return []
    }

    /// For a parked delivery when no other one ``Delivery/keeps(_:of:)`` its key.
    package static func nobodyHolds(_ wait: KeyWait, delivery: Int64, subscription: String) -> AuditFinding {
        AuditFinding(
            .key, "delivery \(delivery) of `\(subscription)` waits for key \(wait.key), which nobody holds")
    }
}

extension SubscriptionCounts {
    package mutating func count(_ delivery: Delivery) {
        switch delivery.state {
        case .scheduled: scheduled += 1
        case .ready where delivery.waitsFor == nil: ready += 1
        case .ready: waiting += 1
        case .locked: locked += 1
        case .completed: completed += 1
        case .cancelled: cancelled += 1
        case .dead: dead += 1
        case .discarded: discarded += 1
        }
        guard delivery.state == .ready else { return }
        oldestReadyAt = min(oldestReadyAt ?? delivery.readyAt, delivery.readyAt)
    }
}

extension DeliveryRecord {
    package init(_ delivery: Delivery, jobID: String) {
        self.init(
            lock: delivery.lock, jobID: jobID, subscription: delivery.subscription, definition: delivery.definition,
            state: delivery.state, number: delivery.number, counts: delivery.counts, readyAt: delivery.readyAt,
            expiresAt: delivery.expiresAt, lockedUntil: delivery.lockedUntil, worker: delivery.worker,
            waitsFor: delivery.waitsFor, holders: [], reason: delivery.reason, failure: delivery.failure)
    }
}
