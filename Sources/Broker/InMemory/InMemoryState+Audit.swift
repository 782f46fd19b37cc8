extension InMemoryState {
    func audit() -> [AuditFinding] {
        var findings = Audit.findings(in: counts())
        for id in order {
            guard let entry = jobs[id] else { continue }
            let last = entry.events.last { $0.type.hasPrefix("job.") && $0.type != "job.progress" }
            findings += Audit.findings(in: entry.state, lastEvent: last?.type)
        }
        for id in waiting.values.joined().sorted() {
            guard let delivery = delivery(id), delivery.state == .ready, let wait = delivery.waitsFor else { continue }
            let isHeld = jobs.values.lazy.flatMap(\.state.deliveries).contains {
                $0.keeps(wait, of: delivery.subscription)
            }
            if !isHeld {
                findings.append(
                    Audit.nobodyHolds(wait, delivery: id, subscription: delivery.subscription))
            }
        }
        return findings
    }
}
