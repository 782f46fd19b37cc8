import Synchronization

/// A value that is set once and may be awaited by one task.
final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value?, Never>)
        case set(Value)
        case given
    }

    private let state = Mutex(State.empty)

    /// - Returns: whether this call set the value.
    @discardableResult
    func set(_ value: Value) -> Bool {
        let (isFirst, waiter): (Bool, CheckedContinuation<Value?, Never>?) = state.withLock { state in
            switch state {
            case .empty:
                state = .set(value)
                return (true, nil)
            case .awaited(let waiter):
                state = .given
                return (true, waiter)
            case .set, .given: return (false, nil)
            }
        }
        waiter?.resume(returning: value)
        return isFirst
    }

    /// The value as soon as it is set, which somebody has promised: the task's cancellation changes nothing. `nil` if
    /// it was given already.
    func promised() async -> Value? {
        await withCheckedContinuation { continuation in
            let ready: Value?? = state.withLock { state in
                switch state {
                case .set(let value):
                    state = .given
                    return .some(value)
                case .empty:
                    state = .awaited(continuation)
                    return nil
                case .awaited, .given: return .some(nil)
                }
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// The value as soon as it is set; `nil` if the awaiting task is cancelled first.
    func value() async -> Value? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: Value?? = state.withLock { state in
                    switch state {
                    case .set(let value):
                        state = .given
                        return .some(value)
                    case .empty where !Task.isCancelled:
                        state = .awaited(continuation)
                        return nil
                    case .empty, .awaited, .given: return .some(nil)
                    }
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Value?, Never>? in
                guard case .awaited(let waiter) = state else { return nil }
                state = .empty
                return waiter
            }
            waiter?.resume(returning: nil)
        }
    }
}
