import Foundation
import JSONModel

/// Where the names of a schema lead: `$id`, `$anchor`, `$dynamicAnchor` and JSON pointers.
struct SchemaIndex {
    struct Target {
        let location: SchemaLocation
        /// The name, if it was declared by `$dynamicAnchor`.
        let dynamicName: String?
    }

    private struct Anchor: Hashable {
        let resource: Int
        let name: String
    }

    private var documents: [(uri: String, value: JSONValue)] = []
    private var others: [String: JSONValue]
    private(set) var resources: [SchemaResource] = []
    private var byURI: [String: Int] = [:]
    private var resourceAt: [SchemaLocation: Int] = [:]
    private var anchors: [Anchor: SchemaLocation] = [:]

    init(_ schema: JSONValue, others: [String: JSONValue]) throws(JSONSchemaError) {
        // A document may be given by a name with the empty fragment.
        self.others = Dictionary(others.map { (SchemaURI.split($0).uri, $1) }, uniquingKeysWith: { first, _ in first })
        try addDocument(schema, uri: "")
    }

    func value(at location: SchemaLocation) -> JSONValue? { documents[location.document].value[location.pointer] }

    /// The name of a document; `nil` for the schema itself.
    func documentURI(of location: SchemaLocation) -> String? {
        location.document == 0 ? nil : documents[location.document].uri
    }

    /// The object schemas of the first document, in the order of their places.
    var mainSchemas: [SchemaLocation] {
        resourceAt.keys.filter { $0.document == 0 }
            .sorted { $0.pointer.tokens.lexicographicallyPrecedes($1.pointer.tokens) }
    }

    /// The resource of a place, or of the nearest place above it that is known to be a schema.
    func resource(at location: SchemaLocation) -> Int {
        var tokens = location.pointer.tokens
        while true {
            let place = SchemaLocation(document: location.document, pointer: JSONPointer(tokens))
            if let resource = resourceAt[place] { return resource }
            guard tokens.popLast() != nil else { return 0 }
        }
    }

    mutating func resolve(_ reference: String, from location: SchemaLocation) throws(JSONSchemaError) -> Target? {
        let base = resources[resource(at: location)].uri
        let (uri, fragment) = SchemaURI.split(SchemaURI.resolve(reference, against: base))
        guard let resource = try resource(named: uri), let fragment = fragment.removingPercentEncoding else {
            return nil
        }
        let root = resources[resource].location
        if fragment.isEmpty { return Target(location: root, dynamicName: nil) }
        if fragment.hasPrefix("/") {
            guard let below = JSONPointer(parsing: fragment) else { return nil }
            let place = SchemaLocation(document: root.document, pointer: root.pointer.appending(below))
            return try discover(place) ? Target(location: place, dynamicName: nil) : nil
        }
        guard let place = anchors[Anchor(resource: resource, name: fragment)] else { return nil }
        let isDynamic = resources[resource].dynamicAnchors[fragment] != nil
        return Target(location: place, dynamicName: isDynamic ? fragment : nil)
    }

    /// Whether a reference leaves the documents that are known.
    func leavesDocuments(_ reference: String, from location: SchemaLocation) -> Bool {
        let base = resources[resource(at: location)].uri
        return byURI[SchemaURI.split(SchemaURI.resolve(reference, against: base)).uri] == nil
    }

    private mutating func resource(named uri: String) throws(JSONSchemaError) -> Int? {
        if let known = byURI[uri] { return known }
        guard let document = others.removeValue(forKey: uri) ?? MetaSchemas.documents[uri] else { return nil }
        try addDocument(document, uri: uri)
        return byURI[uri]
    }

    /// Reads a place that no known keyword led to; `false` if there is nothing.
    private mutating func discover(_ place: SchemaLocation) throws(JSONSchemaError) -> Bool {
        guard let value = value(at: place) else { return false }
        if resourceAt[place] == nil { try read(value, from: place, resource: resource(at: place)) }
        return true
    }

    private mutating func addDocument(_ value: JSONValue, uri: String) throws(JSONSchemaError) {
        let location = SchemaLocation(document: documents.count, pointer: .root)
        documents.append((uri, value))
        let inherited = resources.first?.dialect ?? .draft2020
        let dialect = try dialect(of: value.objectValue ?? [:], at: location, inherited: inherited)
        try read(value, from: location, resource: addResource(uri, dialect, at: location))
    }

    private mutating func addResource(_ uri: String, _ dialect: SchemaDialect, at location: SchemaLocation)
        throws(JSONSchemaError) -> Int
    {
        let uri = SchemaURI.split(uri).uri
        if let known = byURI[uri] {
            if resources[known].location == location { return known }
            // Two documents may say that they are the same; the first one is believed.
            guard resources[known].location.document != location.document else {
                throw failure("two schemas are called `\(uri)`", at: location, "$id")
            }
        } else {
            byURI[uri] = resources.count
        }
        resources.append(SchemaResource(uri: uri, location: location, dialect: dialect))
        return resources.count - 1
    }

    private mutating func read(_ value: JSONValue, from start: SchemaLocation, resource: Int) throws(JSONSchemaError) {
        var open = [(location: start, value: value, resource: resource)]
        while let (location, value, outer) = open.popLast() {
            guard let members = value.objectValue, resourceAt[location] == nil else { continue }
            let resource = try readNames(members, at: location, resource: outer)
            // The last one added is read first.
            for (below, value) in resources[resource].dialect.subschemas(of: members).reversed() {
                let place = SchemaLocation(
                    document: location.document, pointer: location.pointer.appending(below))
                open.append((place, value, resource))
            }
        }
    }

    private mutating func readNames(
        _ members: [String: JSONValue], at location: SchemaLocation, resource: Int
    ) throws(JSONSchemaError) -> Int {
        var resource = resource
        let outer = resources[resource]
        if let id = members["$id"]?.stringValue, outer.dialect.draft != .draft7 || members["$ref"] == nil {
            let dialect = try dialect(of: members, at: location, inherited: outer.dialect)
            if dialect.draft == .draft7, id.hasPrefix("#") {
                try addAnchor(String(id.dropFirst()), in: resource, at: location, "$id")
            } else {
                resource = try addResource(SchemaURI.resolve(id, against: outer.uri), dialect, at: location)
            }
        }
        resourceAt[location] = resource
        guard resources[resource].dialect.draft != .draft7 else { return resource }
        if let name = members["$anchor"]?.stringValue { try addAnchor(name, in: resource, at: location, "$anchor") }
        if let name = members["$dynamicAnchor"]?.stringValue {
            try addAnchor(name, in: resource, at: location, "$dynamicAnchor")
            resources[resource].dynamicAnchors[name] = location
        }
        return resource
    }

    private mutating func addAnchor(
        _ name: String, in resource: Int, at location: SchemaLocation, _ keyword: String
    ) throws(JSONSchemaError) {
        guard !name.isEmpty else { return }
        let anchor = Anchor(resource: resource, name: name)
        if let known = anchors.updateValue(location, forKey: anchor), known != location {
            throw failure("two schemas have the anchor `\(name)`", at: location, keyword)
        }
    }

    /// What `$schema` asks for. Only meta-schemas that are at hand are looked at.
    private func dialect(of members: [String: JSONValue], at location: SchemaLocation, inherited: SchemaDialect)
        throws(JSONSchemaError) -> SchemaDialect
    {
        guard let value = members["$schema"] else { return inherited }
        guard var uri = value.stringValue.map({ SchemaURI.split($0).uri }) else {
            throw failure("`$schema` must be a text", at: location, "$schema")
        }
        var seen: Set<String> = []
        while seen.insert(uri).inserted {
            if let standard = SchemaDialect.standard[uri] { return standard }
            guard let metaSchema = others[uri] ?? documents.first(where: { $0.uri == uri })?.value else { break }
            if let vocabulary = metaSchema["$vocabulary"]?.objectValue {
                do {
                    return try SchemaDialect.described(by: vocabulary)
                } catch {
                    throw failure(
                        "`\(uri)` needs the vocabulary `\(error.uri)`, which is unknown", at: location, "$schema")
                }
            }
            uri = SchemaURI.split(metaSchema["$schema"]?.stringValue ?? "").uri
        }
        throw JSONSchemaError(
            code: .unknownDialect,
            message: "`\(value.stringValue ?? "")` is no known dialect; draft 2020-12 and draft-07 are",
            pointer: location.pointer.appending("$schema"), document: documentURI(of: location))
    }

    private func failure(_ message: String, at location: SchemaLocation, _ keyword: String) -> JSONSchemaError {
        JSONSchemaError(
            code: .invalid, message: message, pointer: location.pointer.appending(keyword),
            document: documentURI(of: location))
    }
}
