import JSONModel

/// The members of a body, read one by one with their places.
struct ObjectBody {
    private let members: [String: JSONValue]

    /// - Throws: ``Problem`` if it is no object or has a field that is not known.
    init(_ value: JSONValue, known: [String]) throws {
        guard let members = value.objectValue else { throw Problem.body("the body must be an object", "") }
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            let hint = Spelling.hint(Spelling.nearest(to: unknown, among: known))
            throw Problem.body("there is no field `\(unknown)`\(hint)", "/\(unknown)")
        }
        self.members = members
    }

    /// `nil` if it is absent or null.
    subscript(name: String) -> JSONValue? {
        guard let value = members[name], !value.isNull else { return .none }
        return value
    }

    /// As it is; `nil` if it is absent.
    func value(_ name: String) -> JSONValue? { members[name] }

    func text(_ name: String) throws -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.stringValue else { throw Problem.body("`\(name)` must be a text", "/\(name)") }
        return text
    }

    func requiredText(_ name: String) throws -> String {
        guard let text = try text(name) else { throw Problem.body("`\(name)` must be a text", "/\(name)") }
        return text
    }

    /// False if it is absent.
    func flag(_ name: String) throws -> Bool {
        guard let value = self[name] else { return false }
        guard let flag = value.boolValue else { throw Problem.body("`\(name)` must be true or false", "/\(name)") }
        return flag
    }

    func object(_ name: String) throws -> [String: JSONValue]? {
        guard let value = self[name] else { return nil }
        guard let object = value.objectValue else { throw Problem.body("`\(name)` must be an object", "/\(name)") }
        return object
    }

    func integer(_ name: String) throws -> Int64? {
        guard let value = self[name] else { return nil }
        guard let number = value.intValue, number >= 0 else {
            throw Problem.body("`\(name)` must be a number from 0 on", "/\(name)")
        }
        return number
    }

    /// One of some words.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, default usual: Word
    ) throws -> Word where Word.RawValue == String {
        guard let text = try text(name) else { return usual }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
            throw Problem.body("`\(name)` is \(words), not `\(text)`", "/\(name)")
        }
        return word
    }
}
