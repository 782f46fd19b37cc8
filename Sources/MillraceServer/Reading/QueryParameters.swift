import Broker
import Hummingbird
import JSONModel

/// The parameters of a question: from a URL, a body or the command line.
struct QueryParameters {
    private let values: [String: String]
    /// What stands before a name in a problem's pointer.
    private let place: String

    /// - Throws: ``Problem`` for a parameter that is not known.
    init(_ values: [String: String], known: [String], place: String = "") throws {
        if let unknown = values.keys.sorted().first(where: { !known.contains($0) }) {
            let hint = Spelling.hint(Spelling.nearest(to: unknown, among: known))
            throw Problem.query(unknown, "there is no parameter `\(unknown)`\(hint)", place: place)
        }
        self.values = values
        self.place = place
    }

    /// The members of an object, each a text or an integer.
    init(_ body: JSONValue, known: [String], place: String) throws {
        guard let members = body.objectValue else { throw Problem.query("", "it must be an object", place: place) }
        var values: [String: String] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let text = value.stringValue ?? value.intValue.map({ "\($0)" }) else {
                throw Problem.query(name, "`\(name)` must be a text", place: place)
            }
            values[name] = text
        }
        try self.init(values, known: known, place: place)
    }

    func text(_ name: String) -> String? { values[name] }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = values[name] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            let most = range.upperBound == .max ? "on" : "to \(range.upperBound)"
            throw Problem.query(name, "`\(name)` is a number from \(range.lowerBound) \(most)", place: place)
        }
        return number
    }

    /// How many items, 1 to 500.
    func limit(default count: Int) throws -> Int { try integer("limit", in: 1...500).map(Int.init) ?? count }

    func flag(_ name: String) throws -> Bool {
        switch values[name] {
        case nil, "false": return false
        case "true": return true
        case .some: throw Problem.query(name, "`\(name)` is true or false", place: place)
        }
    }

    /// The moment that lies that long before `now`.
    func moment(_ name: String, before now: Timestamp) throws -> Timestamp? {
        guard let text = values[name] else { return nil }
        guard let age = Duration(parsing: text) else {
            throw Problem.query(name, "`\(name)` is a duration such as 2h or 1d12h, not `\(text)`", place: place)
        }
        return now + (.zero - age)
    }
}

extension Request {
    /// The query of its address.
    func parameters() throws -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in uri.queryParameters {
            guard values.updateValue(String(value), forKey: String(name)) == nil else {
                throw Problem.query(String(name), "`\(name)` is given twice")
            }
        }
        return values
    }
}
