import JSONModel

/// An item with its largest JSON already written: done by the caller, because there is only one writer.
struct Encoded<Item: Sendable>: Sendable {
    let item: Item
    let text: String

    init(_ item: Item, _ value: JSONValue) {
        self.item = item
        text = value.text()
    }
}
