import BoundedRegex
import JSONModel

extension SchemaReader {
    func lists() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let check = try itemSchemas() { rules.append(SchemaRule(keyword: "items", check: check)) }
        if let wanted = try optionalSchema("contains") {
            let check = SchemaCheck.contains(
                wanted, least: try count("minContains") ?? 1, most: try count("maxContains"))
            rules.append(SchemaRule(keyword: "contains", check: check))
        }
        if let least = try count("minItems") { rules.append(SchemaRule(keyword: "minItems", check: .minItems(least))) }
        if let most = try count("maxItems") { rules.append(SchemaRule(keyword: "maxItems", check: .maxItems(most))) }
        if let value = members["uniqueItems"] {
            guard let isUnique = value.boolValue else { throw failure("uniqueItems", "true or false") }
            if isUnique { rules.append(SchemaRule(keyword: "uniqueItems", check: .uniqueItems)) }
        }
        return rules
    }

    /// The older drafts write a list of schemas into `items` and what follows it into `additionalItems`.
    private func itemSchemas() throws(JSONSchemaError) -> SchemaCheck? {
        let prefix = try schemaList("prefixItems")
        if draft == .draft7, members["items"]?.arrayValue != nil {
            return .items(prefix: try schemaList("items") ?? [], rest: try optionalSchema("additionalItems"))
        }
        let rest = try optionalSchema("items")
        return prefix == nil && rest == nil ? nil : .items(prefix: prefix ?? [], rest: rest)
    }

    func objects() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let check = try memberSchemas() { rules.append(SchemaRule(keyword: "properties", check: check)) }
        if let value = members["required"] {
            rules.append(SchemaRule(keyword: "required", check: .required(try names(value, "required"))))
        }
        if let value = members["dependentRequired"] {
            guard let needs = value.objectValue else { throw failure("dependentRequired", "an object") }
            var required: [(key: String, needs: [String])] = []
            for (name, list) in needs.sorted(by: { $0.key < $1.key }) {
                required.append((name, try names(list, "dependentRequired")))
            }
            rules.append(SchemaRule(keyword: "dependentRequired", check: .dependentRequired(required)))
        }
        rules += try dependencies()
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

    /// Until 2019 `dependencies` was both `dependentRequired` and `dependentSchemas`.
    private func dependencies() throws(JSONSchemaError) -> [SchemaRule] {
        guard let value = members["dependencies"] else { return [] }
        guard let needs = value.objectValue else { throw failure("dependencies", "an object") }
        var required: [(key: String, needs: [String])] = []
        var schemas: [(key: String, schema: Int)] = []
        for (name, need) in needs.sorted(by: { $0.key < $1.key }) {
            if need.arrayValue != nil {
                required.append((name, try names(need, "dependencies")))
            } else {
                schemas.append((name, try schema("dependencies", name)))
            }
        }
        return [
            SchemaRule(keyword: "dependencies", check: .dependentRequired(required)),
            SchemaRule(keyword: "dependencies", check: .dependentSchemas(schemas)),
        ]
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

    func combinations() throws(JSONSchemaError) -> [SchemaRule] {
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
            let sorted = schemas.sorted { $0.key < $1.key }.map { (key: $0.key, schema: $0.value) }
            rules.append(SchemaRule(keyword: "dependentSchemas", check: .dependentSchemas(sorted)))
        }
        return rules
    }

    func unevaluated() throws(JSONSchemaError) -> [SchemaRule] {
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
