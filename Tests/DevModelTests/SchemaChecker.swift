import JSONModel

/// Says what in a value does not fit a schema; knows the keywords that these tests use.
struct SchemaChecker {
    let root: JSONValue

    func problems(_ value: JSONValue, _ schema: JSONValue? = nil, at place: String = "") -> [String] {
        let schema = schema ?? root
        guard let members = schema.objectValue else { return schema == false ? ["\(place): nothing fits"] : [] }
        return typeProblems(value, members, place) + choiceProblems(value, members, place)
            + boundProblems(value, members, place) + objectProblems(value, members, place)
            + listProblems(value, members, place)
    }

    private func typeProblems(_ value: JSONValue, _ schema: [String: JSONValue], _ place: String) -> [String] {
        guard let type = schema["type"] else { return [] }
        let types = type.arrayValue?.compactMap(\.stringValue) ?? [type.stringValue ?? "?"]
        let fits = types.contains { $0 == value.kind || ($0 == "number" && value.kind == "integer") }
        return fits ? [] : ["\(place): \(value.kind) instead of \(types)"]
    }

    private func choiceProblems(_ value: JSONValue, _ schema: [String: JSONValue], _ place: String) -> [String] {
        var problems: [String] = []
        if let choices = schema["enum"]?.arrayValue, !choices.contains(value) { problems.append("\(place): enum") }
        if let constant = schema["const"], constant != value { problems.append("\(place): const") }
        if let reference = schema["$ref"]?.stringValue {
            let target = JSONPointer(parsing: String(reference.dropFirst())).flatMap { root[$0] } ?? false
            problems += self.problems(value, target, at: place)
        }
        for part in schema["allOf"]?.arrayValue ?? [] { problems += self.problems(value, part, at: place) }
        if let branches = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue,
            !branches.contains(where: { self.problems(value, $0).isEmpty })
        {
            problems.append("\(place): no branch fits")
        }
        return problems
    }

    private func boundProblems(_ value: JSONValue, _ schema: [String: JSONValue], _ place: String) -> [String] {
        func bound(_ key: String) -> Double? { schema[key]?.doubleValue }
        var problems: [String] = []
        func check(_ key: String, _ holds: (Double) -> Bool) {
            if let bound = bound(key), !holds(bound) { problems.append("\(place): \(key)") }
        }
        if let number = value.doubleValue {
            check("minimum") { number >= $0 }
            check("maximum") { number <= $0 }
            check("exclusiveMinimum") { number > $0 }
            check("exclusiveMaximum") { number < $0 }
            check("multipleOf") { abs((number / $0).rounded() - number / $0) < 1e-6 }
        }
        if let text = value.stringValue {
            check("minLength") { Double(text.unicodeScalars.count) >= $0 }
            check("maxLength") { Double(text.unicodeScalars.count) <= $0 }
        }
        return problems
    }

    private func objectProblems(_ value: JSONValue, _ schema: [String: JSONValue], _ place: String) -> [String] {
        guard let members = value.objectValue else { return [] }
        let properties = schema["properties"]?.objectValue ?? [:]
        var problems = (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue)
            .filter { members[$0] == nil }.map { "\(place)/\($0): missing" }
        for (name, member) in members {
            let rule = properties[name] ?? schema["additionalProperties"] ?? true
            problems += self.problems(member, rule, at: "\(place)/\(name)")
        }
        if Double(members.count) < schema["minProperties"]?.doubleValue ?? 0 { problems.append("\(place): too few") }
        if Double(members.count) > schema["maxProperties"]?.doubleValue ?? .infinity {
            problems.append("\(place): too many")
        }
        return problems
    }

    private func listProblems(_ value: JSONValue, _ schema: [String: JSONValue], _ place: String) -> [String] {
        guard let items = value.arrayValue else { return [] }
        let prefix = schema["prefixItems"]?.arrayValue ?? []
        var problems = items.enumerated().flatMap { index, item in
            self.problems(item, index < prefix.count ? prefix[index] : schema["items"] ?? true, at: "\(place)/\(index)")
        }
        if Double(items.count) < schema["minItems"]?.doubleValue ?? 0 { problems.append("\(place): minItems") }
        if Double(items.count) > schema["maxItems"]?.doubleValue ?? .infinity { problems.append("\(place): maxItems") }
        if schema["uniqueItems"] == true, Set(items).count != items.count { problems.append("\(place): uniqueItems") }
        return problems
    }
}
