import JSONModel

/// Misspelt keywords of a JSON Schema: whoever validates by it would overlook them without a word.
///
/// The standard allows words of one's own. Only those are reported that are surely meant for one of the standard's.
struct SchemaKeywordCheck {
    private static let deepest = 32

    /// Keywords by what stands under them.
    private static let schemas: Set<String> = [
        "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
        "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    ]
    private static let lists: Set<String> = ["allOf", "anyOf", "items", "oneOf", "prefixItems"]
    private static let maps: Set<String> = [
        "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties",
    ]
    private static let others: Set<String> = [
        "$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "$vocabulary", "const",
        "contentEncoding", "contentMediaType", "default", "dependentRequired", "deprecated", "description", "enum",
        "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength",
        "maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf",
        "pattern", "readOnly", "required", "title", "type", "uniqueItems", "writeOnly",
    ]
    private static let keywords = schemas.union(lists).union(maps).union(others)
    /// Words of related languages that are near a keyword and mean something else.
    private static let foreign: Set<String> = ["example", "id", "note", "notes", "version"]

    /// The mistakes of a schema and of all schemas in it.
    static func run(_ schema: YAMLNode, _ reader: inout NodeReader) { check(schema, depth: 0, &reader) }

    private static func check(_ schema: YAMLNode, depth: Int, _ reader: inout NodeReader) {
        guard depth < deepest else { return }
        for entry in schema.entries ?? [] {
            guard keywords.contains(entry.key) else {
                report(entry, in: schema, &reader)
                continue
            }
            var inner: [YAMLNode] = schemas.contains(entry.key) ? [entry.value] : []
            if lists.contains(entry.key) { inner += entry.value.items ?? [] }
            if maps.contains(entry.key) { inner += entry.value.entries?.map(\.value) ?? [] }
            for node in inner { check(node, depth: depth + 1, &reader) }
        }
    }

    private static func report(_ entry: YAMLEntry, in schema: YAMLNode, _ reader: inout NodeReader) {
        let word = entry.key
        guard word.count > 2, !foreign.contains(word), let keyword = Spelling.certain(word, among: keywords),
            keyword.count > 3, schema[keyword] == nil
        else { return }
        reader.error(
            "E0215", "`\(word)` is no keyword of JSON Schema; did you mean `\(keyword)`?", at: entry.keyRange,
            help: "write `\(keyword)`, or begin a word of your own with `x-`",
            fix: schema.aliasRange == nil ? .replace(entry.keyRange, with: keyword) : nil)
    }
}
