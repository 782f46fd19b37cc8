import BoundedRegex
import JSONModel

/// Reads the keywords of one schema object into rules, in the order they are checked.
struct SchemaReader {
    let members: [String: JSONValue]
    let location: SchemaLocation
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

    private func failure(_ keyword: String, _ expected: String) -> JSONSchemaError {
        JSONSchemaError(
            code: .invalid, message: "`\(keyword)` must be \(expected)", pointer: location.pointer.appending(keyword))
    }

    private func schema(_ tokens: String...) throws(JSONSchemaError) -> Int {
        let place = location.pointer.appending(JSONPointer(tokens))
        return try compiler.number(of: SchemaLocation(document: location.document, pointer: place))
    }

    private func optionalSchema(_ keyword: String) throws(JSONSchemaError) -> Int? {
        members[keyword] == nil ? nil : try schema(keyword)
    }

    private func schemaList(_ keyword: String) throws(JSONSchemaError) -> [Int]? {
        guard let value = members[keyword] else { return nil }
        guard let items = value.arrayValue, !items.isEmpty else { throw failure(keyword, "a list of schemas") }
        var schemas: [Int] = []
        for index in items.indices { schemas.append(try schema(keyword, String(index))) }
        return schemas
    }

    private func schemaMap(_ keyword: String) throws(JSONSchemaError) -> [String: Int]? {
        guard let value = members[keyword] else { return nil }
        guard let named = value.objectValue else { throw failure(keyword, "an object of schemas") }
        var schemas: [String: Int] = [:]
        for name in named.keys.sorted() { schemas[name] = try schema(keyword, name) }
        return schemas
    }

    private func count(_ keyword: String) throws(JSONSchemaError) -> Int? {
        guard let value = members[keyword] else { return nil }
        guard let number = value.doubleValue, number >= 0, number == number.rounded() else {
            throw failure(keyword, "a whole number, not negative")
        }
        return Int(exactly: number) ?? .max
    }

    private func names(_ value: JSONValue, _ keyword: String) throws(JSONSchemaError) -> [String] {
        let names = value.arrayValue?.compactMap(\.stringValue)
        guard let names, names.count == value.arrayValue?.count else { throw failure(keyword, "a list of texts") }
        return names
    }

    private func regex(_ pattern: String, _ tokens: String...) throws(JSONSchemaError) -> BoundedRegex {
        do {
            return try BoundedRegex(pattern, dialect: .ecmaScript)
        } catch {
            throw JSONSchemaError(
                code: .pattern, message: "`\(pattern)` is not a regular expression: \(error)",
                pointer: location.pointer.appending(JSONPointer(tokens)))
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

    private func values() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let value = members["type"] {
            let names = value.stringValue.map { [$0] } ?? (value.arrayValue ?? []).compactMap(\.stringValue)
            let types = names.compactMap(SchemaType.init(rawValue:))
            guard !types.isEmpty, types.count == value.arrayValue?.count ?? 1 else {
                throw failure("type", "null, boolean, integer, number, string, array, object or a list of these")
            }
            rules.append(SchemaRule(keyword: "type", check: .types(types)))
        }
        if let value = members["const"] { rules.append(SchemaRule(keyword: "const", check: .constant(value))) }
        if let value = members["enum"] {
            guard let choices = value.arrayValue else { throw failure("enum", "a list") }
            rules.append(SchemaRule(keyword: "enum", check: .enumeration(choices)))
        }
        return rules
    }

    private func numbers() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let value = members["multipleOf"] {
            guard let divisor = DecimalNumber(value), !divisor.isNegative, !divisor.isZero else {
                throw failure("multipleOf", "a number above 0")
            }
            rules.append(SchemaRule(keyword: "multipleOf", check: .multipleOf(divisor)))
        }
        let bounds: [(String, SchemaBound)] = [
            ("minimum", .minimum), ("maximum", .maximum), ("exclusiveMinimum", .exclusiveMinimum),
            ("exclusiveMaximum", .exclusiveMaximum),
        ]
        for (keyword, bound) in bounds {
            guard let value = members[keyword] else { continue }
            guard value.doubleValue != nil else { throw failure(keyword, "a number") }
            rules.append(SchemaRule(keyword: keyword, check: .bound(bound, value)))
        }
        return rules
    }

    private func texts() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let least = try count("minLength") {
            rules.append(SchemaRule(keyword: "minLength", check: .minLength(least)))
        }
        if let most = try count("maxLength") { rules.append(SchemaRule(keyword: "maxLength", check: .maxLength(most))) }
        if let value = members["pattern"] {
            guard let text = value.stringValue else { throw failure("pattern", "a regular expression") }
            rules.append(SchemaRule(keyword: "pattern", check: .pattern(try regex(text, "pattern"))))
        }
        if compiler.options.assertsFormats, let name = members["format"]?.stringValue,
            let format = StringFormat(rawValue: name)
        {
            rules.append(SchemaRule(keyword: "format", check: .format(format)))
        }
        return rules
    }

    private func lists() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        let prefix = try schemaList("prefixItems")
        let rest = try optionalSchema("items")
        if prefix != nil || rest != nil {
            rules.append(SchemaRule(keyword: "items", check: .items(prefix: prefix ?? [], rest: rest)))
        }
        if let wanted = try optionalSchema("contains") {
            let check = SchemaCheck.contains(
                wanted, least: try count("minContains") ?? 1, most: try count("maxContains"))
            rules.append(SchemaRule(keyword: "contains", check: check))
        }
        if let least = try count("minItems") { rules.append(SchemaRule(keyword: "minItems", check: .minItems(least))) }
        if let most = try count("maxItems") { rules.append(SchemaRule(keyword: "maxItems", check: .maxItems(most))) }
        if members["uniqueItems"] == true { rules.append(SchemaRule(keyword: "uniqueItems", check: .uniqueItems)) }
        return rules
    }

    private func objects() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let check = try memberSchemas() { rules.append(SchemaRule(keyword: "properties", check: check)) }
        if let value = members["required"] {
            rules.append(SchemaRule(keyword: "required", check: .required(try names(value, "required"))))
        }
        if let value = members["dependentRequired"] {
            guard let needs = value.objectValue else { throw failure("dependentRequired", "an object") }
            var required: [String: [String]] = [:]
            for (name, list) in needs { required[name] = try names(list, "dependentRequired") }
            rules.append(SchemaRule(keyword: "dependentRequired", check: .dependentRequired(required)))
        }
        if let names = try optionalSchema("propertyNames") {
            rules.append(SchemaRule(keyword: "propertyNames", check: .propertyNames(names)))
        }
        if let least = try count("minProperties") {
            rules.append(SchemaRule(keyword: "minProperties", check: .minProperties(least)))
        }
        if let most = try count("maxProperties") {
            rules.append(SchemaRule(keyword: "maxProperties", check: .maxProperties(most)))
        }
        return rules
    }

    private func memberSchemas() throws(JSONSchemaError) -> SchemaCheck? {
        let named = try schemaMap("properties")
        let patterns = try schemaMap("patternProperties")
        let additional = try optionalSchema("additionalProperties")
        guard named != nil || patterns != nil || additional != nil else { return nil }
        var schemas = MemberSchemas(named: named ?? [:], additional: additional)
        for (pattern, schema) in (patterns ?? [:]).sorted(by: { $0.key < $1.key }) {
            schemas.patterns.append((try regex(pattern, "patternProperties", pattern), schema))
        }
        return .members(schemas)
    }

    private func combinations() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let all = try schemaList("allOf") { rules.append(SchemaRule(keyword: "allOf", check: .allOf(all))) }
        if let any = try schemaList("anyOf") { rules.append(SchemaRule(keyword: "anyOf", check: .anyOf(any))) }
        if let one = try schemaList("oneOf") { rules.append(SchemaRule(keyword: "oneOf", check: .oneOf(one))) }
        if let none = try optionalSchema("not") { rules.append(SchemaRule(keyword: "not", check: .not(none))) }
        let (then, otherwise) = (try optionalSchema("then"), try optionalSchema("else"))
        if let test = try optionalSchema("if") {
            rules.append(SchemaRule(keyword: "if", check: .conditional(if: test, then: then, else: otherwise)))
        }
        if let schemas = try schemaMap("dependentSchemas") {
            rules.append(SchemaRule(keyword: "dependentSchemas", check: .dependentSchemas(schemas)))
        }
        return rules
    }

    private func unevaluated() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let items = try optionalSchema("unevaluatedItems") {
            rules.append(SchemaRule(keyword: "unevaluatedItems", check: .unevaluatedItems(items)))
        }
        if let members = try optionalSchema("unevaluatedProperties") {
            rules.append(SchemaRule(keyword: "unevaluatedProperties", check: .unevaluatedProperties(members)))
        }
        return rules
    }
}
