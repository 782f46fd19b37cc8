import Broker
import StepKit

/// The store as one try of a step sees it.
struct TryStore: StepStore {
    let broker: any Broker
    let lock: Lock
    let stepID: String
    let attempt: Int
    let time: TimeSource

    func record(collection: String, id: String) async throws -> JSONValue? {
        try await broker.record(collection: collection, id: id)?.value
    }

    func reserve(_ most: Money, for name: String) async throws -> Reservation {
        let request = SpendRequest(lock: lock, stepID: stepID, attempt: attempt, name: name, most: most)
        switch await broker.reserve([request], at: time.now).first {
        case .success(let id): return Reservation(id: id, most: most)
        case .failure(let error) where error.code == .budgetExceeded:
            throw StepFailure(.budgetExceeded, error.message)
        case .failure(let error): throw error
        case nil: throw BrokerError(.storage, "the store gave no answer")
        }
    }

    func answer(_ question: StoreQuestion) async throws -> JSONValue {
        try await StoreAnswers(broker: broker, now: time.now).answer(question)
    }
}
