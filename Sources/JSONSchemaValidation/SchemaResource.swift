import JSONModel

/// A schema with a URI of its own: a document, or a part of one that has an `$id`.
struct SchemaResource: Sendable {
    /// Absolute if an `$id` or the name of the document says so; empty if nothing is known.
    let uri: String
    let location: SchemaLocation
    let dialect: SchemaDialect
    var dynamicAnchors: [String: SchemaLocation] = [:]

    /// The URI of a place in it; `nil` if its own is not absolute.
    func absoluteLocation(of pointer: JSONPointer) -> String? {
        guard SchemaURI.isAbsolute(uri) else { return nil }
        let below = JSONPointer(Array(pointer.tokens.dropFirst(location.pointer.tokens.count)))
        return "\(uri)#\(SchemaURI.fragment(below.description))"
    }
}
