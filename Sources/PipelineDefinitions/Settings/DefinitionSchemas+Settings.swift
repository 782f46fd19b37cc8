import JSONModel

extension DefinitionSchemas {
    static let settings: JSONValue = object(
        "Millrace settings", required: ["kind"],
        [
            "kind": ["const": "settings"],
            "retention": [
                "type": "object", "additionalProperties": false,
                "description":
                    "How long finished work is kept. Dead letters, and jobs that have one, stay whatever this says.",
                "properties": [
                    "jobs": period("From a job's end; 30d when left out."),
                    "progress_events": period("An ended job's events of progress; 7d when left out."),
                    "records": period("From a record's last change; 365d when left out."),
                ],
            ],
            "databases": [
                "type": "object", "description": "What SQL steps may use, by name; `store` is Millrace's own.",
                "propertyNames": ["pattern": "^[a-z_][a-z0-9_]*$", "maxLength": 64, "not": ["const": "store"]],
                "additionalProperties": database,
            ],
        ])

    private static let database: JSONValue = [
        "type": "object", "additionalProperties": false,
        "oneOf": [["required": ["url"]], ["required": ["url_variable"]]],
        "properties": [
            "url": [
                "type": "string", "pattern": "^(sqlite:.|postgres(ql)?://.)", "examples": ["sqlite:data/app.db"],
                "description": "sqlite:PATH, below the project's folder unless absolute, or postgres://HOST/NAME.",
            ],
            "url_variable": [
                "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "examples": ["APP_DATABASE_URL"],
                "description": "The variable of the environment that holds the URL; for one with a password.",
            ],
            "read_only": ["type": "boolean", "description": "Nothing can be changed; false when left out."],
        ],
    ]

    private static func period(_ sentence: String) -> JSONValue {
        ["anyOf": [["const": "forever"], duration], "description": .string(sentence)]
    }
}
