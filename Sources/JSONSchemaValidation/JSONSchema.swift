public import JSONModel

/// A JSON Schema (draft 2020-12, or draft-07 where `$schema` says so), read once and then used from any task.
///
/// Besides the standard keywords, `x-message` in a schema may map a keyword to the sentence shown when it is broken.
/// Unknown keywords are ignored, as the standard wants. A meta-schema among the documents may choose vocabularies.
public struct JSONSchema: Sendable {
    public struct Options: Sendable {
        /// Whether `format` refuses values; the standard's default is no.
        public var assertsFormats = false
        /// Other documents that `$ref` may name, by their URI. Nothing is ever fetched.
        public var documents: [String: JSONValue] = [:]

        public init(assertsFormats: Bool = false, documents: [String: JSONValue] = [:]) {
            self.assertsFormats = assertsFormats
            self.documents = documents
        }
    }

    /// Parts a schema may have, counting those it refers to.
    public static let maximumNodes = 100_000
    /// Violations that one check reports; the likeliest are kept.
    public static let maximumViolations = 100
    /// Levels of value and schema that one check enters.
    public static let maximumDepth = 512
    /// Schemas that one check applies.
    static let maximumSteps = 1_000_000
    /// Steps of all pattern searches of one check; a single search may take 5,000,000.
    static let maximumSearchSteps = 20_000_000

    let nodes: [SchemaNode]
    let root: Int
    let resources: [SchemaResource]
    /// By resource, then by the name of the `$dynamicAnchor`.
    let dynamicAnchors: [[String: Int]]
    let tracksEvaluated: Bool

    /// - Throws: ``JSONSchemaError``.
    public init(_ schema: JSONValue, options: Options = Options()) throws(JSONSchemaError) {
        let compiled = try SchemaCompiler(schema, options: options).compile()
        nodes = compiled.nodes
        root = compiled.root
        resources = compiled.resources
        dynamicAnchors = compiled.dynamicAnchors
        tracksEvaluated = nodes.contains { $0.rules.contains(where: \.check.readsEvaluated) }
        if let loop = firstReferenceLoop() { throw loop }
    }

    /// What keeps a value from fitting, the likeliest cause first; empty if it fits.
    ///
    /// The work is bounded: a check that would take too many steps or levels ends with a violation that says so.
    public func validate(_ instance: JSONValue) -> [SchemaViolation] {
        var test = SchemaEvaluator(schema: self, explains: false)
        let isValid = test.evaluate(root, instance).isValid
        if let giveUp = test.giveUp { return [giveUp] }
        if isValid { return [] }
        var explanation = SchemaEvaluator(schema: self, explains: true)
        let outcome = explanation.evaluate(root, instance)
        if let giveUp = explanation.giveUp { return [giveUp] }
        // Two checks of one value agree; but a value that was refused must never be let through.
        guard !outcome.violations.isEmpty else {
            return [explanation.violation("", of: nodes[root], "this does not fit")]
        }
        return Array(ViolationRanking.ranked(outcome.violations).prefix(Self.maximumViolations))
    }

    /// Finds schemas that apply themselves to the same value again and again.
    private func firstReferenceLoop() -> JSONSchemaError? {
        enum Mark { case open, done }
        var marks: [Int: Mark] = [:]
        for start in nodes.indices where marks[start] == nil {
            marks[start] = .open
            var path = [(node: start, edges: nodes[start].inPlaceSchemas[...])]
            while let last = path.indices.last {
                guard let next = path[last].edges.popFirst() else {
                    marks[path.removeLast().node] = .done
                    continue
                }
                if marks[next] == .open {
                    return JSONSchemaError(
                        code: .referenceLoop, message: "this schema refers back to itself without entering the value",
                        pointer: nodes[next].location.pointer)
                }
                guard marks[next] == nil else { continue }
                marks[next] = .open
                path.append((next, nodes[next].inPlaceSchemas[...]))
            }
        }
        return nil
    }
}
