import Expressions
import JSONModel
import JSONSchemaValidation

/// What a pipeline shows to those that use it.
struct PipelineSignature: Sendable {
    /// As it is written.
    var inputSchema: JSONValue = [:]
    /// `nil` if it has mistakes: then anything is taken.
    var input: JSONSchema?
    var deadline: Duration?
    var output: StaticType = .any
}

/// The pipelines that one may use.
struct PipelineSignatures: Sendable {
    /// Those that have been read. One that stands in a circle is not among them.
    var known: [String: PipelineSignature] = [:]
    /// All there are, with those that have mistakes; `nil` if nobody knows.
    var names: Set<String>?
}
