import JSONModel

/// A place in a catalogue's JSON, for one who wants a value of some kind there.
struct CatalogueNode {
    private let value: JSONValue
    private let pointer: JSONPointer

    init(_ value: JSONValue, at pointer: JSONPointer = .root) {
        self.value = value
        self.pointer = pointer
    }

    func failure(_ message: String) -> ModelCatalogueError {
        ModelCatalogueError(.invalidCatalogue, message, at: pointer.description)
    }

    /// `nil` for what is missing or null.
    subscript(key: String) -> CatalogueNode? {
        guard let member = value[key], !member.isNull else { return nil }
        return CatalogueNode(member, at: pointer.appending(key))
    }

    func required(_ key: String) throws(ModelCatalogueError) -> CatalogueNode {
        guard let node = self[key] else { throw failure("`\(key)` is missing") }
        return node
    }

    /// The members below a key, in the order of their names; none if it is missing.
    func entries(_ key: String) throws(ModelCatalogueError) -> [(String, CatalogueNode)] {
        guard let node = self[key] else { return [] }
        guard let members = node.value.objectValue else { throw node.failure("this is no map") }
        return members.sorted { $0.key < $1.key }.map {
            ($0.key, CatalogueNode($0.value, at: node.pointer.appending($0.key)))
        }
    }

    func items() throws(ModelCatalogueError) -> [CatalogueNode] {
        guard let items = value.arrayValue else { throw failure("this is no list") }
        return items.enumerated().map { CatalogueNode($1, at: pointer.appending($0)) }
    }

    func text() throws(ModelCatalogueError) -> String {
        guard let text = value.stringValue, !text.isEmpty else { throw failure("this is no text") }
        return text
    }

    /// A condition may be written as a plain `true`.
    func condition() throws(ModelCatalogueError) -> String {
        if let constant = value.boolValue { return "\(constant)" }
        return try text()
    }

    func word<Word: RawRepresentable<String>>() throws(ModelCatalogueError) -> Word {
        guard let word = Word(rawValue: try text()) else { throw failure("this is none of the words allowed") }
        return word
    }

    /// A whole number from 1 to 2^40.
    func count() throws(ModelCatalogueError) -> Int64 {
        guard let count = value.intValue, (1...1 << 40).contains(count) else {
            throw failure("this is no whole number from 1 on")
        }
        return count
    }

    func money() throws(ModelCatalogueError) -> Money {
        guard let money = value.doubleValue.flatMap({ Money($0) }) else { throw failure("this is no amount of money") }
        return money
    }

    func rate() throws(ModelCatalogueError) -> ModelRate {
        guard let rate = ModelRate(parsing: try text()) else { throw failure("this is no rate such as 10/s") }
        return rate
    }
}
