import Broker
import JSONModel

extension DefinitionSchemas {
    static let schedules: JSONValue = object(
        "Millrace schedules", required: ["kind", "schedules"],
        [
            "kind": ["const": "schedules"],
            "schedules": [
                "type": "object", "description": "By name.", "additionalProperties": schedule,
            ],
        ])

    private static let schedule: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["cron", "job"],
        "properties": [
            "cron": [
                "type": "string", "minLength": 1,
                "description": "[second] minute hour day-of-month month day-of-week, or @daily and the like.",
                "examples": ["0 3 * * *", "*/15 * * * MON-FRI", "@hourly"],
            ],
            "time_zone": [
                "type": "string", "description": "A name of the IANA list, such as Europe/Berlin; UTC when left out.",
            ],
            "job": ["type": "string", "minLength": 1, "description": "The job type."],
            "payload": ["description": "The job's payload; {} when left out."],
            "creator": ["type": "string", "description": "The job's creatorId."],
            "attributes": [
                "type": "object", "description": "What subscriptions match on besides jobType and creatorId.",
                "additionalProperties": ["type": ["string", "number", "boolean", "null"]],
            ],
            "jitter": described(duration, "Each firing is delayed by a part of it; 0s when left out."),
            "overlap": words(
                Schedule.Overlap.self, "While the job of the firing before has not ended; skip when left out."),
            "catch_up": words(
                ScheduleDefinition.CatchUp.self, "Instants at which nothing ran; last when left out."),
            "enabled": ["type": "boolean", "description": "true when left out."],
        ],
    ]

    private static func words<Word: RawRepresentable<String> & CaseIterable>(
        _ words: Word.Type, _ sentence: String
    ) -> JSONValue {
        [
            "type": "string", "enum": .array(words.allCases.map { .string($0.rawValue) }),
            "description": .string(sentence),
        ]
    }
}
