/// What values a field takes: the JSON Schema type, the docs and later the expression type come from it.
public indirect enum FieldType: Sendable, Hashable {
    case string, integer, number, boolean
    /// Text such as `15s`.
    case duration
    /// Text such as `500MB`, or a whole number of bytes.
    case size
    case artifact
    case list(FieldType)
    case map(FieldType)
    /// An object whose members are declared.
    case object([FieldDescription])
    /// Any JSON value.
    case any
}

/// A type that can be a field of a step's input or output.
public protocol FieldValue {
    static var fieldType: FieldType { get }
    /// Whether the field may be left out.
    static var isOptional: Bool { get }
}

extension FieldValue {
    public static var isOptional: Bool { false }
}

extension String: FieldValue { public static var fieldType: FieldType { .string } }
extension Bool: FieldValue { public static var fieldType: FieldType { .boolean } }
extension Int: FieldValue { public static var fieldType: FieldType { .integer } }
extension Int64: FieldValue { public static var fieldType: FieldType { .integer } }
extension Double: FieldValue { public static var fieldType: FieldType { .number } }
extension Duration: FieldValue { public static var fieldType: FieldType { .duration } }
extension ByteCount: FieldValue { public static var fieldType: FieldType { .size } }
extension Artifact: FieldValue { public static var fieldType: FieldType { .artifact } }
extension JSONValue: FieldValue { public static var fieldType: FieldType { .any } }
extension Array: FieldValue where Element: FieldValue {
    public static var fieldType: FieldType { .list(Element.fieldType) }
}
extension Dictionary: FieldValue where Key == String, Value: FieldValue {
    public static var fieldType: FieldType { .map(Value.fieldType) }
}
extension Optional: FieldValue where Wrapped: FieldValue {
    public static var fieldType: FieldType { Wrapped.fieldType }
    public static var isOptional: Bool { true }
}

/// A structured field: conform a `Codable` type and declare its members. It must not contain itself.
public protocol FieldObject: FieldValue {
    @FieldBuilder<Self> static var fields: [FieldDescription] { get }
}

extension FieldObject {
    public static var fieldType: FieldType { .object(fields) }
}
