import Broker
import StepKit

/// A delivery this process holds, with the signal that stops its attempt.
struct TakenDelivery: Sendable {
    let delivery: LockedDelivery
    let signal: AbortSignal

    var lock: Lock { delivery.lock }
}
