extension BrokerPromise {
    /// The promises about one verb.
    public struct Group: Sendable {
        /// Such as `submitting`.
        public let verb: String
        /// Where they come from: DESIGN sections, invariants (I1 to I45) of the reliability note, rows of the
        /// documentation of Azure Service Bus.
        public let source: String
        public let promises: [BrokerPromise]

        init(_ verb: String, _ source: String, _ promises: [BrokerPromise]) {
            self.verb = verb
            self.source = source
            self.promises = promises.map { promise in
                var promise = promise
                promise.source = source
                return promise
            }
        }
    }
}

extension BrokerPromise.Group {
    /// What all brokers promise.
    public static let all: [BrokerPromise.Group] = [
        Self("submitting", "DESIGN §6.1, §6.2, §6.8; I1, I3, I6", BrokerPromise.submitting),
        Self("routing", "DESIGN §6.7, §6.11; Service Bus: topic filters", BrokerPromise.routing),
        Self("locking", "DESIGN §6.3, §6.4; I7; Service Bus: peek-lock", BrokerPromise.locking),
        Self("renewing", "DESIGN §6.3, §6.5; I7, I10; Service Bus: renew", BrokerPromise.renewing),
        Self("checkpointing", "DESIGN §6.1; I3, I4, I22", BrokerPromise.checkpointing),
        Self("settling", "DESIGN §6.5; I14; Service Bus: complete, dead-letter, release", BrokerPromise.settling),
        Self("retrying", "DESIGN §6.5; I16, I20; Service Bus: maxDeliveryCount", BrokerPromise.retrying),
        Self("expiring", "DESIGN §6.5; I19; Service Bus: time to live", BrokerPromise.expiring),
        Self("cancelling", "I14, I23", BrokerPromise.cancelling),
        Self("sweeping", "DESIGN §6.3; I11, I14; Service Bus: lock expiry", BrokerPromise.sweeping),
        Self("publishing", "DESIGN §6.1; I22", BrokerPromise.publishing),
        Self("keeping records", "DESIGN §6.4, §6.11; I4", BrokerPromise.keepingRecords),
        Self("hinting", "DESIGN §6.9", BrokerPromise.hinting),
        Self("concurrency", "DESIGN §6.2; I6, I7", BrokerPromise.concurrency),
        Self("fanning out", "DESIGN §6.7; I15", BrokerPromise.fanningOut),
        Self("scheduling", "DESIGN §6.5; I19, I20; Service Bus: scheduled enqueue", BrokerPromise.scheduling),
        Self("limiting keys", "issue 3.3; I14, I15", BrokerPromise.limitingKeys + BrokerPromise.limitingManyKeys),
        Self("pacing", "issue 3.3; I20", BrokerPromise.pacing),
        Self("chaining", "DESIGN §6.1; I22; Service Bus: auto-forward hops", BrokerPromise.chaining),
        Self("reacting", "DESIGN §2, §6.1, §6.12; I15, I22, I29", BrokerPromise.reacting),
        Self("detecting duplicates", "Service Bus: duplicate detection", BrokerPromise.detectingDuplicates),
        Self("counting attempts", "DESIGN §6.5; I16; Service Bus: delivery count", BrokerPromise.countingAttempts),
        Self("dead-lettering", "DESIGN §6.6; I16, I17; Service Bus: dead-letter queue", BrokerPromise.deadLettering),
        Self("redriving", "DESIGN §6.6; I18; issue 3.5", BrokerPromise.redriving),
        Self("discarding", "DESIGN §6.6; issue 3.5", BrokerPromise.discarding),
        Self("conserving", "DESIGN §6.6; I14, I45", BrokerPromise.conserving),
        Self("firing schedules", "I21; issue 3.6", BrokerPromise.firingSchedules),
        Self("retiring", "DESIGN §6.6, §6.8; I17; issue 3.8", BrokerPromise.retiring),
        Self("routing many", "DESIGN §6.7; issue 3.1", BrokerPromise.routingMany),
        Self("keeping time", "DESIGN §6.4; I13", BrokerPromise.keepingTime),
        Self("sharing a store", "DESIGN §6.1, §6.2; I7, I11, I18, I21", BrokerPromise.sharingAStore),
        Self("reserving money", "I7, I25; issue 5.4", BrokerPromise.reservingMoney),
        Self("keeping budgets", "I26; issue 5.4", BrokerPromise.keepingBudgets),
        Self("counting costs", "issue 5.4", BrokerPromise.countingCosts),
        Self("caching", "I28; issue 5.5", BrokerPromise.caching),
        Self("keeping collections", "issue 5.9", BrokerPromise.keepingCollections),
        Self("closing", "DESIGN §6.10", BrokerPromise.closing),
    ]

    /// What those promise that outlive their process.
    public static let durable: [BrokerPromise.Group] = [
        Self(
            "reopening", "DESIGN §6.2, §6.3, §6.8; I1, I4, I11, I14, I21, I22, I25",
            BrokerPromise.reopening + BrokerPromise.reopeningUnconfigured + BrokerPromise.reopeningMore
                + BrokerPromise.reopeningMoney)
    ]
}
