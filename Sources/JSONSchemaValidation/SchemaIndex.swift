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

    private static let schemaKeywords: Set<String> = [
        "items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    ]
    private static let listKeywords: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let mapKeywords: Set<String> = [
        "$defs", "definitions", "properties", "patternProperties", "dependentSchemas",
    ]

    private var documents: [JSONValue] = []
    private var others: [String: JSONValue]
    /// The base URI of each resource.
    private var resourceURIs: [String] = []
    private var resources: [String: (resource: Int, location: SchemaLocation)] = [:]
    private var resourceAt: [SchemaLocation: Int] = [:]
    private var anchors: [Anchor: SchemaLocation] = [:]
    private(set) var dynamicAnchors: [[String: SchemaLocation]] = []

    init(_ schema: JSONValue, others: [String: JSONValue]) {
        self.others = others
        addDocument(schema, uri: "")
    }

    func value(at location: SchemaLocation) -> JSONValue? { documents[location.document][location.pointer] }

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

    mutating func resolve(_ reference: String, from location: SchemaLocation) -> Target? {
        let base = resourceURIs[resource(at: location)]
        let (uri, fragment) = SchemaURI.split(SchemaURI.resolve(reference, against: base))
        if resources[uri] == nil, let document = others.removeValue(forKey: uri) { addDocument(document, uri: uri) }
        guard let (resource, root) = resources[uri] else { return nil }
        guard let fragment = fragment.removingPercentEncoding else { return nil }
        if fragment.isEmpty { return Target(location: root, dynamicName: nil) }
        if fragment.hasPrefix("/") {
            guard let below = JSONPointer(parsing: fragment) else { return nil }
            let place = SchemaLocation(document: root.document, pointer: root.pointer.appending(below))
            return discover(place) ? Target(location: place, dynamicName: nil) : nil
        }
        guard let place = anchors[Anchor(resource: resource, name: fragment)] else { return nil }
        let isDynamic = dynamicAnchors[resource][fragment] != nil
        return Target(location: place, dynamicName: isDynamic ? fragment : nil)
    }

    /// Reads a place that no known keyword led to; `false` if there is nothing.
    private mutating func discover(_ place: SchemaLocation) -> Bool {
        guard value(at: place) != nil else { return false }
        if resourceAt[place] == nil { read(from: place, resource: resource(at: place)) }
        return true
    }

    private mutating func addDocument(_ value: JSONValue, uri: String) {
        let location = SchemaLocation(document: documents.count, pointer: .root)
        documents.append(value)
        read(from: location, resource: addResource(SchemaURI.split(uri).uri, at: location))
    }

    private mutating func addResource(_ uri: String, at location: SchemaLocation) -> Int {
        if let known = resources[uri], known.location == location { return known.resource }
        resourceURIs.append(uri)
        dynamicAnchors.append([:])
        if resources[uri] == nil { resources[uri] = (resourceURIs.count - 1, location) }
        return resourceURIs.count - 1
    }

    private mutating func read(from start: SchemaLocation, resource: Int) {
        var open = [(location: start, resource: resource)]
        while let (location, outer) = open.popLast() {
            guard let members = value(at: location)?.objectValue else { continue }
            let resource = readNames(members, at: location, resource: outer)
            for (keyword, value) in members.sorted(by: { $0.key < $1.key }) {
                open += Self.pointers(below: keyword, value).map {
                    (SchemaLocation(document: location.document, pointer: location.pointer.appending($0)), resource)
                }
            }
        }
    }

    private mutating func readNames(_ members: [String: JSONValue], at location: SchemaLocation, resource: Int) -> Int {
        var resource = resource
        if let id = members["$id"]?.stringValue {
            let uri = SchemaURI.split(SchemaURI.resolve(id, against: resourceURIs[resource])).uri
            resource = addResource(uri, at: location)
        }
        resourceAt[location] = resource
        if let name = members["$anchor"]?.stringValue {
            anchors[Anchor(resource: resource, name: name)] = location
        }
        if let name = members["$dynamicAnchor"]?.stringValue {
            anchors[Anchor(resource: resource, name: name)] = location
            dynamicAnchors[resource][name] = location
        }
        return resource
    }

    private static func pointers(below keyword: String, _ value: JSONValue) -> [JSONPointer] {
        let here = JSONPointer([keyword])
        if schemaKeywords.contains(keyword) { return [here] }
        if listKeywords.contains(keyword) { return (value.arrayValue ?? []).indices.map { here.appending($0) } }
        if mapKeywords.contains(keyword) { return (value.objectValue ?? [:]).keys.sorted().map { here.appending($0) } }
        return []
    }
}
