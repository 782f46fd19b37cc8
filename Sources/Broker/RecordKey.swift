/// Where a record is kept.
public struct RecordKey: Sendable, Hashable {
    public let collection: String
    public let id: String

    public init(collection: String, id: String) {
        self.collection = collection
        self.id = id
    }
}
