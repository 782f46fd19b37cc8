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
        ])

    private static func period(_ sentence: String) -> JSONValue {
        ["anyOf": [["const": "forever"], duration], "description": .string(sentence)]
    }
}
