public import JSONModel

/// A schema that cannot be used.
public struct JSONSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong. Raw values are stable codes.
    public enum Code: String, Sendable {
        /// A keyword has a value it may not have, or two schemas have one name.
        case invalid = "schema_invalid"
        /// A reference names a place that does not exist.
        case unknownReference = "schema_unknown_reference"
        /// `$schema` names a dialect that is neither known nor given.
        case unknownDialect = "schema_unknown_dialect"
        /// Schemas refer to each other in a circle without ever entering the value.
        case referenceLoop = "schema_reference_loop"
        /// A pattern is not a regular expression.
        case pattern = "schema_pattern"
        /// The schema has more parts than ``JSONSchema/maximumNodes``.
        case tooLarge = "schema_too_large"
    }

    public let code: Code
    public let message: String
    /// The place in the schema.
    public let pointer: JSONPointer
    /// The name of the document the place is in; `nil` for the schema itself.
    public let document: String?

    public init(code: Code, message: String, pointer: JSONPointer, document: String? = nil) {
        self.code = code
        self.message = message
        self.pointer = pointer
        self.document = document
    }

    public var description: String { "\(message) (at `\(pointer)` of \(document.map { "`\($0)`" } ?? "the schema"))" }
}
