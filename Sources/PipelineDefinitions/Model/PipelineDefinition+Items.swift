import JSONModel
public import JSONSchemaValidation

extension PipelineDefinition {
    /// What one payload must be where several run together: `items` of the input schema; `nil` if it says nothing of
    /// them.
    public var inputItem: JSONSchema? {
        guard let items = inputSchema["items"] else { return nil }
        // References look at the whole schema from its root.
        var schema: [String: JSONValue] = ["allOf": [items]]
        for key in ["$schema", "$defs", "definitions"] { schema[key] = inputSchema[key] }
        return try? JSONSchema(.object(schema))
    }
}
