import JSONModel
import StepKit

extension DefinitionSchemas {
    /// A channel may hold the fields of its plugin beside its own keys.
    static func notifications(_ registry: StepRegistry) -> JSONValue {
        object(
            "Millrace notifications", required: ["kind", "channels"],
            [
                "kind": ["const": "notifications"], "recipients": recipients,
                "channels": [
                    "type": "object", "description": "By name; each is told of events by itself, with its own limits.",
                    "propertyNames": ["pattern": "^[a-z_][a-z0-9_]*$", "maxLength": 57],
                    "additionalProperties": channel(registry),
                ],
            ])
    }

    private static let recipients: JSONValue = [
        "type": "object", "additionalProperties": false,
        "description": "Where addresses come from; contacts when left out.",
        "oneOf": [["required": ["from"]], ["required": ["sql", "database"]]],
        "properties": [
            "from": ["const": "contacts", "description": "What PUT /v1/contacts/{creatorId} stored."],
            "sql": [
                "type": "string", "examples": ["select email, webhook_url from users where id = $1"],
                "description": "The first row is the recipient; $1 is the creator's id.",
            ],
            "database": ["type": "string", "description": "A name of `databases` in millrace.yaml, or store."],
            "parameters": [
                "type": "array", "description": "The values of $2, $3 and so on; may hold ${{ expressions }}.",
            ],
        ],
    ]

    private static func channel(_ registry: StepRegistry) -> JSONValue {
        var properties = (subscription["properties"]?.objectValue ?? [:]).filter {
            ChannelExpansion.subscriptionKeys.contains($0.key)
        }
        for (key, value) in ChannelExpansion.defaults {
            let described = properties[key]?["description"]?.stringValue?.prefix { $0 != ";" }
            guard case .object(var schema)? = properties[key], let described else { continue }
            schema["description"] = .string("\(described); \(value.stringValue ?? value.text()) when left out.")
            properties[key] = .object(schema)
        }
        properties["when"] = shown(
            described(expression, "A further filter; it sees `event` alone. All of job.… when left out."),
            "event.status in [\"completed\", \"failed\"]")
        let plugins = registry.descriptions
        properties["uses"] = [
            "type": "string", "description": "The plugin that tells.", "enum": .array(plugins.map { .string($0.name) }),
            "markdownEnumDescriptions": .array(plugins.map { .string($0.summary) }),
        ]
        properties["with"] = ["type": "object", "description": "The plugin's fields; they may stand beside it too."]
        return ["type": "object", "required": ["uses"], "properties": .object(properties)]
    }
}
