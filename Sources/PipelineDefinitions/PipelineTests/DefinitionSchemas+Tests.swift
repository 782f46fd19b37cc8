import Broker
import JSONModel

extension DefinitionSchemas {
    static let tests: JSONValue = object(
        "Millrace tests of a pipeline", required: ["kind", "pipeline", "tests"],
        sharedByTests.merging([
            "kind": ["const": "tests"], "pipeline": described(id, "The pipeline under test."),
            "tests": ["type": "array", "minItems": 1, "items": test],
        ]) { $1 })

    private static let test: JSONValue = closed(
        "One case.", required: ["name", "expect"],
        sharedByTests.merging([
            "name": ["type": "string", "description": "A sentence that says what is promised."],
            "cancel_after": described(duration, "When somebody cancels the job, counted from its submission."),
            "stop_after": described(duration, "The test fails if the job has not ended then; 30d when left out."),
            "expect": expectation,
        ]) { $1 })

    private static let sharedByTests: [String: JSONValue] = [
        "input": ["description": "The job's payload; {} when left out."],
        "job": job,
        "env": ["type": "object", "additionalProperties": ["type": "string"], "description": "What `env` holds."],
        "secrets": [
            "type": "object", "additionalProperties": ["type": "string"],
            "description": "Stand-ins for what `secrets` holds.",
        ],
        "mocks": [
            "type": "object", "description": "What stands in for each step, by its id.",
            "additionalProperties": ["anyOf": [turn, ["type": "array", "minItems": 1, "items": turn]]],
        ],
    ]

    private static let job: JSONValue = closed(
        "The job that is submitted.",
        [
            "id": ["type": "string", "description": "job-1 when left out."],
            "type": ["type": "string", "description": "The subscription's own when left out."],
            "creatorId": ["type": "string"], "attributes": ["type": "object"],
            "subscription": [
                "type": "string",
                "description": "The first one that runs the pipeline and takes the job when left out.",
            ],
            "delay": described(duration, "From its submission to its first delivery."),
        ])

    private static let turn: JSONValue = closed(
        "One try, or several.",
        [
            "output": ["type": "object", "description": "What the step returns; checked like a real output."],
            "fails": [
                "description": "A failure code, or a map.",
                "anyOf": [
                    ["type": "string"],
                    closed(
                        "A failure.", required: ["code"],
                        [
                            "code": ["type": "string"], "message": ["type": "string"],
                            "retryable": ["type": "boolean"],
                            "after": described(duration, "When the other side wants to be asked again."),
                        ]),
                ],
            ],
            "takes": described(duration, "On the test's clock."),
            "times": ["type": "integer", "minimum": 1, "description": "For how many tries; the last entry repeats."],
        ])

    private static let expectation: JSONValue = closed(
        "What must come out; values are compared as far as they are given.",
        [
            "status": ["enum": .array(JobStatus.allCases.filter(\.isFinal).map { .string($0.rawValue) })],
            "result": ["description": "What the result holds; further members are allowed."],
            "result_is": ["description": "The whole result, and nothing else."],
            "steps": ["type": "object", "additionalProperties": stepExpectation],
            "deliveries": ["type": "integer", "minimum": 0],
            "events": [
                "type": "array", "description": "In this order; others may come between.",
                "items": closed("An event.", required: ["type"], ["type": ["type": "string"], "data": [:]]),
            ],
            "published": [
                "type": "array", "description": "All messages the steps published, in order.",
                "items": closed(
                    "A message.", ["type": [:], "payload": [:], "topic": [:], "creatorId": [:], "delay": [:]]),
            ],
            "records": [
                "type": "object", "description": "By collection and id.",
                "additionalProperties": ["type": "object"],
            ],
            "dead_letter": [
                "type": ["object", "null"], "description": "Why the delivery was given up; null if it was not.",
            ],
            "error": ["type": ["object", "null"], "description": "The job's error; null if it has none."],
            "took": [
                "description": "From the submission to the end, on the test's clock.",
                "anyOf": [duration, closed("Bounds.", ["at_least": duration, "at_most": duration])],
            ],
            "refused": ["type": "object", "description": "The submission is refused."],
            "that": [
                "description": "CEL over result, job, steps, events and published; each must be true.",
                "anyOf": [expression, ["type": "array", "items": expression]],
            ],
        ])

    private static let stepExpectation: JSONValue = closed(
        "What became of a step.",
        [
            "status": ["enum": ["completed", "skipped", "failed", "not_run"]],
            "attempts": ["type": "integer", "minimum": 0, "description": "Tries, over all deliveries."],
            "with": ["description": "What the step was given."], "output": ["description": "What it returned."],
            "error": ["type": ["object", "null"]],
        ])

    private static func closed(
        _ sentence: String, required: [JSONValue] = [], _ properties: [String: JSONValue]
    ) -> JSONValue {
        var schema: [String: JSONValue] = [
            "type": "object", "additionalProperties": false, "description": .string(sentence),
            "properties": .object(properties),
        ]
        if !required.isEmpty { schema["required"] = .array(required) }
        return .object(schema)
    }
}
