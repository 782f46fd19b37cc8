/// Makes a ``JSONValue`` from an `Encodable` value; `Duration` becomes text such as `1m30s`, an absent optional no key.
public struct JSONValueEncoder: Sendable {
    public init() {}

    /// - Throws: `EncodingError`: the type wrote nothing, or a number JSON has no word for.
    public func encode(_ value: some Encodable) throws -> JSONValue {
        try box(value, codingPath: [])
    }
}

private func box(_ value: some Encodable, codingPath: [any CodingKey]) throws -> JSONValue {
    switch value {
    case let value as JSONValue: return value
    case let value as Duration: return .string(value.shortText)
    case let value as Double:
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "JSON has no word for \(value)"))
        }
        return .double(value)
    default: break
    }
    let slot = Slot()
    try value.encode(to: SlotEncoder(slot: slot, codingPath: codingPath))
    guard let result = slot.value else {
        throw EncodingError.invalidValue(value, .init(codingPath: codingPath, debugDescription: "nothing was encoded"))
    }
    return result
}

/// Where an encoder leaves what it made: containers outlive the call that opened them, so they share this.
private final class Slot {
    private enum Content {
        case value(JSONValue)
        case members([(String, Slot)])
        case items([Slot])
    }

    private var content: Content?

    var value: JSONValue? {
        switch content {
        case nil: nil
        case .value(let value): value
        case .members(let members):
            .object(
                Dictionary(members.compactMap { key, slot in slot.value.map { (key, $0) } }, uniquingKeysWith: { $1 }))
        case .items(let items): .array(items.map { $0.value ?? .null })
        }
    }

    func set(_ value: JSONValue) { content = .value(value) }

    func openObject() {
        if case .members = content { return }
        content = .members([])
    }

    func openArray() {
        if case .items = content { return }
        content = .items([])
    }

    func member(_ key: String) -> Slot {
        let slot = Slot()
        guard case .members(var members) = content else { return slot }
        content = nil
        members.append((key, slot))
        content = .members(members)
        return slot
    }

    func item() -> Slot {
        let slot = Slot()
        guard case .items(var items) = content else { return slot }
        content = nil
        items.append(slot)
        content = .items(items)
        return slot
    }

    var itemCount: Int {
        if case .items(let items) = content { items.count } else { 0 }
    }
}

private struct SlotEncoder: Encoder, SingleValueEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.openObject()
        return KeyedEncodingContainer(KeyedSlots<Key>(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.openArray()
        return UnkeyedSlots(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { slot.set(.null) }
    func encode(_ value: Bool) throws { slot.set(.bool(value)) }
    func encode(_ value: String) throws { slot.set(.string(value)) }
    func encode(_ value: Double) throws { slot.set(try box(value, codingPath: codingPath)) }
    func encode(_ value: Float) throws { try encode(Double(value)) }
    func encode(_ value: Int) throws { try integer(value) }
    func encode(_ value: Int8) throws { try integer(value) }
    func encode(_ value: Int16) throws { try integer(value) }
    func encode(_ value: Int32) throws { try integer(value) }
    func encode(_ value: Int64) throws { try integer(value) }
    func encode(_ value: UInt) throws { try integer(value) }
    func encode(_ value: UInt8) throws { try integer(value) }
    func encode(_ value: UInt16) throws { try integer(value) }
    func encode(_ value: UInt32) throws { try integer(value) }
    func encode(_ value: UInt64) throws { try integer(value) }
    func encode(_ value: some Encodable) throws { slot.set(try box(value, codingPath: codingPath)) }

    private func integer(_ value: some FixedWidthInteger) throws {
        slot.set(Int64(exactly: value).map { .int($0) } ?? .double(Double(value)))
    }
}

private struct KeyedSlots<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: Slot
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) throws { slot.member(key.stringValue).set(.null) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        slot.member(key.stringValue).set(try box(value, codingPath: codingPath + [key]))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<
        Nested
    > {
        encoder(for: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder(for: key).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { encoder(for: JSONKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key) }

    private func encoder(for key: some CodingKey) -> SlotEncoder {
        SlotEncoder(slot: slot.member(key.stringValue), codingPath: codingPath + [key])
    }
}

private struct UnkeyedSlots: UnkeyedEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    var count: Int { slot.itemCount }

    func encodeNil() throws { slot.item().set(.null) }

    func encode(_ value: some Encodable) throws {
        let path = codingPath + [JSONKey(intValue: count)]
        slot.item().set(try box(value, codingPath: path))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        next().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
    func superEncoder() -> any Encoder { next() }

    private func next() -> SlotEncoder {
        SlotEncoder(slot: slot.item(), codingPath: codingPath + [JSONKey(intValue: count)])
    }
}
