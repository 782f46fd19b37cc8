/// Declares one field of a step's input or output, typed by key path.
///
///     Field("every", \.every, "Time between frames.").default(.seconds(1)).range(.milliseconds(10)...)
public struct Field<Root, Value: FieldValue> {
    private(set) var description: FieldDescription

    /// - Parameters:
    ///   - name: the key in YAML and JSON, lower snake case.
    ///   - keyPath: the property that receives it. An optional one may be left out.
    ///   - summary: one sentence for the docs and for completion.
    public init(_ name: String, _ keyPath: KeyPath<Root, Value>, _ summary: String) {
        description = FieldDescription(
            name: name, type: Value.fieldType, summary: summary, isRequired: !Value.isOptional)
    }

    private func with(_ change: (inout FieldDescription) -> Void) -> Field {
        var copy = self
        change(&copy.description)
        return copy
    }

    /// Used when the field is left out.
    public func `default`(_ value: Value) -> Field where Value: Encodable {
        with {
            $0.isRequired = false
            // Encoding a plain value fails only for a number JSON has no word for, which the promises catch.
            $0.defaultValue = try? JSONValueEncoder().encode(value)
        }
    }

    /// An example value, shown in the docs.
    public func example(_ value: JSONValue) -> Field { with { $0.example = value } }

    /// The only texts allowed, of the field itself or of each item of a list of texts.
    public func oneOf(_ values: String...) -> Field { with { $0.allowed = values } }

    /// The meaning of the text, such as ``FieldFormat/uri``.
    public func format(_ format: FieldFormat) -> Field { with { $0.format = format } }

    /// The value never appears in logs, events, records or messages.
    public func secret() -> Field { with { $0.isSecret = true } }
}

extension Field where Value: FieldBound {
    /// The least and the greatest value allowed.
    public func range(_ range: ClosedRange<Value>) -> Field {
        with {
            $0.minimum = range.lowerBound.boundValue
            $0.maximum = range.upperBound.boundValue
        }
    }

    /// The least value allowed.
    public func range(_ range: PartialRangeFrom<Value>) -> Field { with { $0.minimum = range.lowerBound.boundValue } }
}

extension Field {
    /// The least and the greatest value of an optional field, when it is given.
    public func range<Wrapped: FieldBound>(_ range: ClosedRange<Wrapped>) -> Field where Value == Wrapped? {
        with {
            $0.minimum = range.lowerBound.boundValue
            $0.maximum = range.upperBound.boundValue
        }
    }

    /// The least value of an optional field, when it is given.
    public func range<Wrapped: FieldBound>(_ range: PartialRangeFrom<Wrapped>) -> Field where Value == Wrapped? {
        with { $0.minimum = range.lowerBound.boundValue }
    }
}

/// A type whose fields can have bounds. Bounds are numbers, durations' in seconds, sizes' in bytes.
public protocol FieldBound: FieldValue, Comparable {
    var boundValue: Double { get }
}

extension Int: FieldBound { public var boundValue: Double { Double(self) } }
extension Int64: FieldBound { public var boundValue: Double { Double(self) } }
extension Double: FieldBound { public var boundValue: Double { self } }
extension Duration: FieldBound { public var boundValue: Double { inSeconds } }
extension ByteCount: FieldBound { public var boundValue: Double { Double(bytes) } }

extension Duration {
    /// For comparing: never traps, and equal durations give equal numbers.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// What a text means beyond being text.
public enum FieldFormat: Sendable, Hashable {
    case uri
    /// A program: a name in `PATH` or an absolute path.
    case executable
    /// A JSON Schema (2020-12), given as an object.
    case jsonSchema

    /// As a schema's `format` says it.
    package var word: String {
        switch self {
        case .uri: "uri"
        case .executable: "executable"
        case .jsonSchema: "json-schema"
        }
    }
}

/// Collects the fields of a descriptor.
@resultBuilder
public enum FieldBuilder<Root> {
    public static func buildExpression<Value>(_ field: Field<Root, Value>) -> FieldDescription { field.description }
    public static func buildBlock(_ fields: FieldDescription...) -> [FieldDescription] { fields }
}
