import JSONModel

extension DefinitionSchemas {
    static let routing: JSONValue = object(
        "Millrace routing", required: ["kind", "topics"],
        [
            "kind": ["const": "routing"],
            "topics": [
                "type": "object", "description": "By name: `jobs` takes work, `events` takes what happened.",
                "propertyNames": ["pattern": "^[a-z_][a-z0-9_-]*$", "maxLength": 64],
                "additionalProperties": [
                    "type": "object", "additionalProperties": false,
                    "properties": [
                        "subscriptions": [
                            "type": "object", "description": "By name; {} for none.",
                            "additionalProperties": subscription,
                        ],
                        "duplicate_window": described(
                            duration,
                            "A second message with one message id within this time is dropped: 20s to 7d. "
                                + "Ids are not looked at when left out."),
                    ],
                ],
            ],
        ])

    static let subscription: JSONValue = [
        "type": "object", "additionalProperties": false,
        "oneOf": [["required": ["pipeline"]], ["required": ["push"]]],
        "properties": [
            "match": [
                "type": "object", "description": "Attributes that must equal these values.",
                "examples": [["jobType": "report.make"]],
            ],
            "when": shown(
                described(expression, "A further filter; it sees `message` alone."),
                "has(message.size) && message.size > 100"),
            "pipeline": described(id, "The pipeline's name."), "push": push,
            "concurrency": count(1...10_000, "How many jobs run at once; 1 when left out."),
            "prefetch": count(0...10_000, "How many more are locked ahead; 0 when left out."),
            "lock": described(duration, "How long a lock lasts unless renewed; 1m when left out, at least 1s."),
            "renew_for": described(
                duration, "How long a lock is renewed at most; as long as the job runs when left out."),
            "ttl": described(duration, "How long a job may wait before it is dead-lettered; for ever when left out."),
            "deliveries": count(1...2000, "How often a job is tried at most; 10 when left out."),
            "backoff": [
                "type": "array", "items": duration,
                "description":
                    "The wait before each further delivery; the last one repeats. 15s, 45s, 2m when left out.",
                "examples": [["15s", "45s", "2m"]],
            ], "timeout": described(duration, "For one delivery attempt; 10m when left out."),
            "limits": [
                "type": "array", "items": limit, "maxItems": 4,
                "description": "What may run for each key apart, such as two at once for each creator.",
            ],
            "batch": batch, "dispatch": dispatch,
            "overlap": [
                "const": "intended",
                "description": "Says that others may take the same jobs too; then nobody warns of it.",
            ],
        ],
    ]

    private static let limit: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["key"],
        "anyOf": [["required": ["concurrency"]], ["required": ["rate"]]],
        "properties": [
            "key": [
                "type": "string", "examples": ["message.creatorId"],
                "description": "A CEL expression over `message`. A message without the key is not limited.",
            ],
            "concurrency": count(1...10_000, "How many jobs of one key run at once."),
            "rate": [
                "type": "string", "pattern": "^[0-9]+/([smhd]|([0-9]+(ms|[smhd]))+)$",
                "description": "How many jobs of one key start in a time: 10/s, 100/m, 5/10s.",
                "examples": ["10/s", "100/m"],
            ],
        ],
    ]

    private static func count(_ range: ClosedRange<Int64>, _ sentence: String) -> JSONValue {
        [
            "type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound),
            "description": .string(sentence),
        ]
    }
}
