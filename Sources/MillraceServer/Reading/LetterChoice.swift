import Broker
import HTTPTypes
import JSONModel

/// The dead letters an order is about: named one by one, or by a query with the number somebody has seen.
enum LetterChoice {
    case letters([Lock])
    case query(DeadLetterQuery, expect: Int64)

    static let fields = ["letters", "query", "expect"]
    /// So many letters one order takes.
    static let limit = 10_000

    init(_ body: ObjectBody, at now: Timestamp) throws {
        switch (body["letters"], body["query"]) {
        case (let letters?, nil): self = .letters(try Self.locks(letters))
        case (nil, let query?):
            guard let expect = try body.integer("expect") else {
                throw Problem.body("`query` needs `expect`: how many letters it found", "/expect")
            }
            let parameters = try QueryParameters(query, known: DeadLetterQuery.filters, place: "/query/")
            self = .query(try DeadLetterQuery(parameters, at: now), expect: expect)
        case (nil, nil): throw Problem.body("`letters` or `query` must say which dead letters", "/letters")
        case (.some, .some): throw Problem.body("`letters` and `query` do not go together", "/query")
        }
    }

    private static func locks(_ value: JSONValue) throws -> [Lock] {
        guard let items = value.arrayValue, !items.isEmpty else {
            throw Problem.body("`letters` must be a list with at least one letter", "/letters")
        }
        guard items.count <= limit else { throw tooMany }
        var seen: Set<Int64> = []
        return try items.enumerated().map { index, item in
            guard let delivery = item["delivery"]?.intValue, let fence = item["fence"]?.intValue else {
                throw Problem.body("a letter is an object with `delivery` and `fence`", "/letters/\(index)")
            }
            guard seen.insert(delivery).inserted else {
                throw Problem.body("delivery \(delivery) is named twice", "/letters/\(index)/delivery")
            }
            return Lock(deliveryID: delivery, fence: fence)
        }
    }

    static var tooMany: Problem {
        Problem(
            status: .unprocessableContent, code: "too_many_letters",
            detail: "one order takes at most \(limit) dead letters; narrow the filters", pointer: "/letters")
    }
}
