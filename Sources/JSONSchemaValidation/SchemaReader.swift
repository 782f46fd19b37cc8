import BoundedRegex
import JSONModel

/// Reads the keywords of one schema object into rules, in the order they are checked.
struct SchemaReader {
    let members: [String: JSONValue]
    let location: SchemaLocation
    let draft: SchemaDialect.Draft
    let assertsFormats: Bool
    let compiler: SchemaCompiler

    func rules() throws(JSONSchemaError) -> [SchemaRule] {
        var rules = try references()
        rules += try values()
        rules += try numbers()
        rules += try texts()
        rules += try lists()
        rules += try objects()
        rules += try combinations()
        // These look at what all others have seen, so they come last.
        rules += try unevaluated()
        return rules
    }

    func failure(_ keyword: String, _ expected: String) -> JSONSchemaError {
        compiler.failure(.invalid, "`\(keyword)` must be \(expected)", at: location, [keyword])
    }

    func schema(_ tokens: String...) throws(JSONSchemaError) -> Int {
        let place = location.pointer.appending(JSONPointer(tokens))
        return try compiler.number(of: SchemaLocation(document: location.document, pointer: place))
    }

    func optionalSchema(_ keyword: String) throws(JSONSchemaError) -> Int? {
        members[keyword] == nil ? nil : try schema(keyword)
    }

    func schemaList(_ keyword: String) throws(JSONSchemaError) -> [Int]? {
        guard let value = members[keyword] else { return nil }
        guard let items = value.arrayValue, !items.isEmpty else { throw failure(keyword, "a list of schemas") }
        var schemas: [Int] = []
        for index in items.indices { schemas.append(try schema(keyword, String(index))) }
        return schemas
    }

    func schemaMap(_ keyword: String) throws(JSONSchemaError) -> [String: Int]? {
        guard let value = members[keyword] else { return nil }
        guard let named = value.objectValue else { throw failure(keyword, "an object of schemas") }
        var schemas: [String: Int] = [:]
        for name in named.keys.sorted() { schemas[name] = try schema(keyword, name) }
        return schemas
    }

    func count(_ keyword: String) throws(JSONSchemaError) -> Int? {
        guard let value = members[keyword] else { return nil }
        guard let number = value.doubleValue, number >= 0, number == number.rounded() else {
            throw failure(keyword, "a whole number, not negative")
        }
        return Int(exactly: number) ?? .max
    }

    func names(_ value: JSONValue, _ keyword: String) throws(JSONSchemaError) -> [String] {
        let names = value.arrayValue?.compactMap(\.stringValue)
        guard let names, names.count == value.arrayValue?.count else { throw failure(keyword, "a list of texts") }
        return names
    }

    func regex(_ pattern: String, _ tokens: String...) throws(JSONSchemaError) -> BoundedRegex {
        do {
            return try BoundedRegex(pattern, dialect: .ecmaScript)
        } catch {
            throw compiler.failure(
                .pattern, "`\(pattern)` is not a regular expression: \(error)", at: location, tokens)
        }
    }

    private func references() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let value = members["$ref"] {
            guard let text = value.stringValue else { throw failure("$ref", "a text") }
            let target = try compiler.target(of: text, from: location, keyword: "$ref")
            rules.append(SchemaRule(keyword: "$ref", check: .reference(target.node)))
        }
        if let value = members["$dynamicRef"] {
            guard let text = value.stringValue else { throw failure("$dynamicRef", "a text") }
            let target = try compiler.target(of: text, from: location, keyword: "$dynamicRef")
            let check: SchemaCheck =
                target.dynamicName.map { .dynamicReference(name: $0, fallback: target.node) } ?? .reference(target.node)
            rules.append(SchemaRule(keyword: "$dynamicRef", check: check))
        }
        return rules
    }
}
