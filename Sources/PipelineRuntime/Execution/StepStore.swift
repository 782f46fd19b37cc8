import Broker
import StepKit

/// What a try of a step may ask of the store, and reserve there.
protocol StepStore: Sendable {
    func record(collection: String, id: String) async throws -> JSONValue?
    func reserve(_ most: Money, for name: String) async throws -> Reservation
    func answer(_ question: StoreQuestion) async throws -> JSONValue
}
