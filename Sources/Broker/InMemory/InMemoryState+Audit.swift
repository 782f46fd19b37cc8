import JSONModel

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
        return findings + spendFindings
    }

    private var spendFindings: [AuditFinding] {
        var sums: [SpendScope: Money] = [:]
        for spend in spends.values {
            for scope in spend.scopes { sums[scope] = (sums[scope] ?? .zero) + spend.amount }
        }
        var findings = Set(sums.keys).union(totals.keys).sorted { ($0.day, $0.key) < ($1.day, $1.key) }.compactMap {
            Audit.finding(in: $0, total: totals[$0] ?? .zero, sum: sums[$0] ?? .zero)
        }
        let open = spends.values.filter { $0.state == .reserved }
        for (id, spends) in Dictionary(grouping: open, by: \.lock.deliveryID).sorted(by: { $0.key < $1.key }) {
            let delivery = delivery(id)
            let held = spends.count { $0.lock.fence == delivery?.fence }
            findings += Audit.findings(open: spends.count, underItsLock: held, of: delivery, id: id)
        }
        return findings
    }
}
