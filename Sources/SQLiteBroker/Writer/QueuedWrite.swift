import Broker

/// A write that waits for the writer's next transaction.
struct QueuedWrite: Sendable {
    /// Does it, and returns how to answer the caller once the fate of the transaction is known.
    let perform: @Sendable (WriteSession) -> @Sendable (BrokerError?) -> Void
    /// Answers the caller without having done it.
    let refuse: @Sendable (BrokerError) -> Void

    init<Value: Sendable>(
        _ continuation: CheckedContinuation<Value, Never>,
        failing: @escaping @Sendable (BrokerError) -> Value,
        _ body: @escaping @Sendable (WriteSession) -> Value
    ) {
        perform = { session in
            let value = body(session)
            return { error in continuation.resume(returning: error.map(failing) ?? value) }
        }
        refuse = { continuation.resume(returning: failing($0)) }
    }
}
