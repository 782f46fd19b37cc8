import BoundedRegex
import JSONModel

/// Reads schemas into nodes. Works through a list instead of recursion, so that no schema is too deep.
///
/// A class, because the reader of each schema object adds the schemas it finds; it lives for one `JSONSchema.init`.
final class SchemaCompiler {
    struct Compiled {
        let nodes: [SchemaNode]
        let root: Int
        let dynamicAnchors: [[String: Int]]
    }

    let options: JSONSchema.Options
    private var index: SchemaIndex
    private var nodes: [SchemaNode] = []
    private var numbers: [SchemaLocation: Int] = [:]
    private var nextUnread = 0

    init(_ schema: JSONValue, options: JSONSchema.Options) {
        self.options = options
        index = SchemaIndex(schema, others: options.documents)
    }

    func compile() throws(JSONSchemaError) -> Compiled {
        let root = try number(of: SchemaLocation(document: 0, pointer: .root))
        // Also what nothing refers to yet, so that a wrong definition is told before somebody uses it.
        for location in index.mainSchemas { _ = try number(of: location) }
        var anchors: [[String: Int]] = []
        repeat {
            try readNodes()
            anchors = []
            for resource in index.dynamicAnchors {
                var byName: [String: Int] = [:]
                for (name, location) in resource { byName[name] = try number(of: location) }
                anchors.append(byName)
            }
        } while nextUnread < nodes.count
        return Compiled(nodes: nodes, root: root, dynamicAnchors: anchors)
    }

    private func readNodes() throws(JSONSchemaError) {
        while nextUnread < nodes.count {
            let location = nodes[nextUnread].location
            switch index.value(at: location) {
            case .bool(true): break
            case .bool(false): nodes[nextUnread].rules = [SchemaRule(keyword: "", check: .never)]
            case .object(let members):
                let reader = SchemaReader(members: members, location: location, compiler: self)
                nodes[nextUnread].rules = try reader.rules()
                nodes[nextUnread].messages = members["x-message"]?.objectValue?.compactMapValues(\.stringValue) ?? [:]
            case let other:
                let kind = other?.kind ?? "nothing"
                throw JSONSchemaError(
                    code: .invalid, message: "a schema is an object, true or false; this is \(kind)",
                    pointer: location.pointer)
            }
            nextUnread += 1
        }
    }

    /// The index of the node for a place; it is read later.
    func number(of location: SchemaLocation) throws(JSONSchemaError) -> Int {
        if let known = numbers[location] { return known }
        guard nodes.count < JSONSchema.maximumNodes else {
            throw JSONSchemaError(
                code: .tooLarge, message: "a schema may have \(JSONSchema.maximumNodes) parts",
                pointer: location.pointer)
        }
        numbers[location] = nodes.count
        nodes.append(SchemaNode(location: location, resource: index.resource(at: location)))
        return nodes.count - 1
    }

    func target(of reference: String, from location: SchemaLocation, keyword: String)
        throws(JSONSchemaError) -> (node: Int, dynamicName: String?)
    {
        guard let target = index.resolve(reference, from: location) else {
            throw JSONSchemaError(
                code: .unknownReference, message: "`\(reference)` names no schema in this document",
                pointer: location.pointer.appending(keyword))
        }
        return (try number(of: target.location), target.dynamicName)
    }
}
