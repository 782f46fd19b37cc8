import BoundedRegex
import JSONModel

extension SchemaReader {
    func values() throws(JSONSchemaError) -> [SchemaRule] {
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
            rules.append(SchemaRule(keyword: "enum", check: .enumeration(SchemaChoices(choices))))
        }
        return rules
    }

    func numbers() throws(JSONSchemaError) -> [SchemaRule] {
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

    func texts() throws(JSONSchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let least = try count("minLength") {
            rules.append(SchemaRule(keyword: "minLength", check: .minLength(least)))
        }
        if let most = try count("maxLength") { rules.append(SchemaRule(keyword: "maxLength", check: .maxLength(most))) }
        if let value = members["pattern"] {
            guard let text = value.stringValue else { throw failure("pattern", "a regular expression") }
            rules.append(SchemaRule(keyword: "pattern", check: .pattern(try regex(text, "pattern"))))
        }
        if let value = members["format"] {
            guard let name = value.stringValue else { throw failure("format", "a text") }
            if assertsFormats, let format = StringFormat(rawValue: name) {
                rules.append(SchemaRule(keyword: "format", check: .format(format)))
            }
        }
        return rules
    }
}
