import Broker
import HTTPTypes
package import JSONModel
import PipelineRuntime

extension Workbench {
    /// `{"count", "letters": […], "next"}`, newest first; payloads on request.
    package func deadLetters(_ parameters: [String: String]) async throws -> JSONValue {
        let parameters = try QueryParameters(
            parameters, known: DeadLetterQuery.filters + ["before", "limit", "payload"])
        var query = try DeadLetterQuery(parameters, at: now)
        let count = try await broker.deadLetterCount(query)
        query.before = try parameters.integer("before", in: 0 ... .max)
        query.limit = try parameters.limit(default: 50)
        let withPayload = try parameters.flag("payload")
        let letters = try await broker.deadLetters(query)
        let isFull = letters.count == query.limit
        return [
            "count": .int(Int64(count)),
            "letters": .array(letters.map { DeadLetterView.value(of: $0, withPayload: withPayload) }),
            "next": isFull ? letters.last.map { .int($0.lock.deliveryID) } ?? .null : .null,
        ]
    }

    /// `{"groups": […]}`, the largest first.
    package func deadLetterGroups(_ parameters: [String: String]) async throws -> JSONValue {
        let parameters = try QueryParameters(parameters, known: DeadLetterQuery.filters + ["limit"])
        var query = try DeadLetterQuery(parameters, at: now)
        query.limit = try parameters.limit(default: 50)
        return ["groups": .array(try await broker.deadLetterGroups(query).map(DeadLetterView.value(of:)))]
    }

    /// What an order with these filters would be about: `{"count", "letters": [{delivery, fence}], "groups"}`. With
    /// more than 10,000 the newest are listed.
    package func deadLetterPreview(_ parameters: [String: String]) async throws -> JSONValue {
        let parameters = try QueryParameters(parameters, known: DeadLetterQuery.filters)
        let selection = try await LetterSelection(try DeadLetterQuery(parameters, at: now), in: broker)
        return [
            "count": .int(Int64(selection.count)),
            "letters": .array(selection.locks.map(DeadLetterView.value(of:))),
            "groups": .array(selection.largestGroups.map(DeadLetterView.value(of:))),
        ]
    }

    /// One letter with its payload and the steps that delivery has finished.
    package func deadLetter(_ delivery: Int64) async throws -> JSONValue {
        guard let letter = try await letter(delivery) else {
            throw Problem.notFound("delivery \(delivery) is no dead letter")
        }
        let job = try await find(letter.jobID)
        let own = try await broker.steps(ofDelivery: delivery)
        let steps = JobView.value(of: job, pipeline: nil, steps: own)["steps"]
        let view = DeadLetterView.value(of: letter, withPayload: true).objectValue ?? [:]
        return .object(view.merging(["steps": steps ?? []]) { $1 })
    }

    /// The dead letter of that delivery, if it is one: the newest that is not newer than it.
    func letter(_ delivery: Int64) async throws(BrokerError) -> DeadLetter? {
        guard delivery >= 0, delivery < .max else { return nil }
        var query = DeadLetterQuery(limit: 1)
        query.before = delivery + 1
        return try await broker.deadLetters(query).first { $0.lock.deliveryID == delivery }
    }

    /// The letters of an order, read now if it names them by a query.
    func chosen(_ choice: LetterChoice) async throws -> [Lock] {
        switch choice {
        case .letters(let locks): return locks
        case .query(let query, let expect):
            let selection = try await LetterSelection(query, in: broker)
            guard selection.count == expect else {
                throw Problem(
                    status: .conflict, code: "preview_changed",
                    detail: "the query finds \(selection.count) dead letters now, not \(expect); look again",
                    pointer: "/expect")
            }
            guard selection.locks.count == selection.count else { throw LetterChoice.tooMany }
            return selection.locks
        }
    }
}
