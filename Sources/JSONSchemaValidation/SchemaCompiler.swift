import JSONModel

/// Reads schemas into nodes. Works through a list instead of recursion, so that no schema is too deep.
///
/// A class, because the reader of each schema object adds the schemas it finds; it lives for one `JSONSchema.init`.
final class SchemaCompiler {
    struct Compiled {
        let nodes: [SchemaNode]
        let root: Int
        let resources: [SchemaResource]
        let dynamicAnchors: [[String: Int]]
    }

    private let options: JSONSchema.Options
    private var index: SchemaIndex
    private var nodes: [SchemaNode] = []
    private var numbers: [SchemaLocation: Int] = [:]
    private var nextUnread = 0

    init(_ schema: JSONValue, options: JSONSchema.Options) throws(JSONSchemaError) {
        self.options = options
        index = try SchemaIndex(schema, others: options.documents)
    }

    func compile() throws(JSONSchemaError) -> Compiled {
        let root = try number(of: SchemaLocation(document: 0, pointer: .root))
        // Also what nothing refers to yet, so that a wrong definition is told before somebody uses it.
        for location in index.mainSchemas { _ = try number(of: location) }
        var anchors: [[String: Int]] = []
        repeat {
            try readNodes()
            anchors = []
            for resource in index.resources {
                var byName: [String: Int] = [:]
                for (name, location) in resource.dynamicAnchors { byName[name] = try number(of: location) }
                anchors.append(byName)
            }
        } while nextUnread < nodes.count
        return Compiled(nodes: nodes, root: root, resources: index.resources, dynamicAnchors: anchors)
    }

    private func readNodes() throws(JSONSchemaError) {
        while nextUnread < nodes.count {
            let location = nodes[nextUnread].location
            switch index.value(at: location) {
            case .bool(true): break
            case .bool(false): nodes[nextUnread].rules = [SchemaRule(keyword: "", check: .never)]
            case .object(let members): try read(members, at: location)
            case let other:
                throw failure(
                    .invalid, "a schema is an object, true or false; this is \(other?.kind ?? "nothing")", at: location)
            }
            nextUnread += 1
        }
    }

    private func read(_ members: [String: JSONValue], at location: SchemaLocation) throws(JSONSchemaError) {
        let dialect = index.resources[nodes[nextUnread].resource].dialect
        let reader = SchemaReader(
            members: dialect.assertions(in: members), location: location, draft: dialect.draft,
            assertsFormats: options.assertsFormats || dialect.assertsFormats, compiler: self)
        nodes[nextUnread].rules = try reader.rules()
        nodes[nextUnread].messages = members["x-message"]?.objectValue?.compactMapValues(\.stringValue) ?? [:]
    }

    func failure(
        _ code: JSONSchemaError.Code, _ message: String, at location: SchemaLocation, _ below: [String] = []
    ) -> JSONSchemaError {
        JSONSchemaError(
            code: code, message: message, pointer: location.pointer.appending(JSONPointer(below)),
            document: index.documentURI(of: location))
    }

    /// The index of the node for a place; it is read later.
    func number(of location: SchemaLocation) throws(JSONSchemaError) -> Int {
        if let known = numbers[location] { return known }
        guard nodes.count < JSONSchema.maximumNodes else {
            throw failure(.tooLarge, "a schema may have \(JSONSchema.maximumNodes) parts", at: location)
        }
        numbers[location] = nodes.count
        nodes.append(SchemaNode(location: location, resource: index.resource(at: location)))
        return nodes.count - 1
    }

    func target(of reference: String, from location: SchemaLocation, keyword: String)
        throws(JSONSchemaError) -> (node: Int, dynamicName: String?)
    {
        guard let target = try index.resolve(reference, from: location) else {
            let message =
                index.leavesDocuments(reference, from: location)
                ? "`\(reference)` is in no document that was given; nothing is fetched"
                : "`\(reference)` names no schema in its document"
            throw failure(.unknownReference, message, at: location, [keyword])
        }
        return (try number(of: target.location), target.dynamicName)
    }
}
