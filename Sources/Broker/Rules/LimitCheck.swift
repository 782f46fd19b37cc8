import JSONModel

/// Whether deliveries of a subscription may start, under its limits by key.
///
/// How many hold a key is counted from the deliveries that are locked, at each call: there is no counter that could
/// leak. Rates keep, for each key, the moment at which its next start is due in an even stream (the generic cell rate
/// algorithm, ITU-T I.371), in microseconds.
package struct LimitCheck: Sendable {
    package struct RateKey: Sendable, Hashable {
        package let limit: Int
        package let key: String

        package init(limit: Int, key: String) {
            self.limit = limit
            self.key = key
        }
    }

    package enum Verdict: Sendable, Hashable {
        case start
        /// The delivery was changed: it is parked, or scheduled for when its rate allows it.
        case wait
    }

    private let limits: [KeyLimit]
    private var held: [RateKey: Int] = [:]
    /// The moments as they are now; the driver stores those that ``changedRates`` names.
    private var rates: [RateKey: Int64] = [:]
    package private(set) var changedRates: Set<RateKey> = []

    /// - Parameter locked: the keys of each delivery of the subscription that is locked.
    package init(_ subscription: Subscription, locked: [[String?]]) {
        limits = subscription.limits
        for keys in locked { hold(keys) }
    }

    /// The rates a decision about this delivery reads and that have not been given yet.
    package func missingRates(for delivery: Delivery) -> [RateKey] {
        guard !delivery.isAdmitted else { return [] }
        return rateKeys(of: delivery).map(\.key).filter { rates[$0] == nil }
    }

    /// - Parameter moment: as it is stored; `nil` if nothing is.
    package mutating func know(_ key: RateKey, _ moment: Int64?) { rates[key] = moment ?? .min }

    package func moment(of key: RateKey) -> Int64 { rates[key] ?? .min }

    /// Decides about a delivery that is due, and counts it if it may start.
    package mutating func decide(_ delivery: inout Delivery, at now: Timestamp) -> Verdict {
        if !delivery.isAdmitted {
            let (moment, wait) = reserve(for: delivery, at: now)
            delivery.admit(at: moment, for: wait, now: now)
            if delivery.state == .scheduled { return .wait }
        }
        if let full = fullKey(of: delivery) {
            delivery.park(for: KeyWait(limit: full.limit, key: full.key, cause: .concurrency))
            return .wait
        }
        hold(delivery.keys)
        return .start
    }

    /// The keys at whose limit a delivery may be parked: those that are free again when it ends.
    package static func keys(of delivery: Delivery) -> [KeyWait] {
        delivery.keys.enumerated().compactMap { limit, key in
            key.map { KeyWait(limit: limit, key: $0, cause: .concurrency) }
        }
    }

    /// Whether that change lets the first delivery parked for each of its keys ask again: a lock ended, or a delivery
    /// that was to ask for a free place is gone.
    package static func frees(_ old: Delivery, _ new: Delivery) -> Bool {
        switch old.state {
        case .locked: new.state != .locked
        case .ready: old.waitsFor == nil && !new.isWaiting && new.state != .locked
        case .scheduled, .completed, .dead, .discarded, .cancelled: false
        }
    }

    /// The keys of a delivery that have a free place: when it is parked for another one, the first that is parked for
    /// each of these may ask in its stead.
    package func freeKeys(of delivery: Delivery) -> [KeyWait] {
        Self.keys(of: delivery).filter { wait in
            guard limits.indices.contains(wait.limit), let most = limits[wait.limit].concurrency else { return false }
            return held[RateKey(limit: wait.limit, key: wait.key), default: 0] < most
        }
    }

    /// The turn of a delivery that becomes ready: behind those of its own keys, but not behind those of others that
    /// came in greater number.
    /// - Parameters:
    ///   - lastOfKeys: the highest turn of a ready delivery with the same keys.
    ///   - first: the lowest turn of a ready delivery of the subscription.
    package static func turn(lastOfKeys: Int64?, first: Int64?) -> Int64 {
        max(lastOfKeys.map { $0 &+ 1 } ?? 0, first ?? 0)
    }

    private func rateKeys(of delivery: Delivery) -> [(key: RateKey, rate: KeyLimit.Rate)] {
        zip(limits, delivery.keys).enumerated().compactMap { index, pair in
            guard let rate = pair.0.rate, let key = pair.1 else { return nil }
            return (RateKey(limit: index, key: key), rate)
        }
    }

    private func fullKey(of delivery: Delivery) -> RateKey? {
        for (index, (limit, key)) in zip(limits, delivery.keys).enumerated() {
            guard let most = limit.concurrency, let key else { continue }
            let place = RateKey(limit: index, key: key)
            if held[place, default: 0] >= most { return place }
        }
        return nil
    }

    private mutating func hold(_ keys: [String?]) {
        for (index, key) in keys.enumerated() {
            guard let key else { continue }
            held[RateKey(limit: index, key: key), default: 0] += 1
        }
    }

    /// Takes the next place in each stream.
    /// - Returns: when the delivery may start, and the key that makes it wait the longest.
    private mutating func reserve(for delivery: Delivery, at now: Timestamp) -> (Timestamp, KeyWait?) {
        let start = now.milliseconds &* 1000
        var (latest, wait): (Int64, KeyWait?) = (start, nil)
        for (key, rate) in rateKeys(of: delivery) {
            let gap = max(rate.period.wholeMilliseconds &* 1000 / Int64(max(rate.count, 1)), 1)
            let due = max(moment(of: key), start)
            rates[key] = due &+ gap
            changedRates.insert(key)
            let moment = due &- gap &* Int64(max(rate.count, 1) - 1)
            if moment > latest { (latest, wait) = (moment, KeyWait(limit: key.limit, key: key.key, cause: .rate)) }
        }
        return (Timestamp(milliseconds: (latest &+ 999) / 1000), wait)
    }
}

extension Delivery {
    /// Whether others may wait for that key because of this delivery: it holds the key, or is to ask for it next.
    package func keeps(_ wait: KeyWait, of subscription: String) -> Bool {
        guard self.subscription == subscription, keys.indices.contains(wait.limit), keys[wait.limit] == wait.key else {
            return false
        }
        return state == .locked || (state == .ready && waitsFor == nil)
    }
}
