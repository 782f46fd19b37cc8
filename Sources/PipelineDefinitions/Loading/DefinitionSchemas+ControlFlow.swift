import JSONModel
import StepKit

/// What may stand in a list of steps beside single steps, and what a step may say beyond its plugin.
extension DefinitionSchemas {
    /// The place of the schema of steps: written once, the other lists refer to it.
    private static let stepReference: JSONValue = ["$ref": "#/properties/steps/items"]

    /// A list that runs at the end.
    static func finalSteps(_ sentence: String) -> JSONValue {
        [
            "type": "array", "minItems": 1, "description": .string(sentence),
            "items": ["allOf": [stepReference, ["properties": ["progress": false]]]],
        ]
    }

    static let controlFlow: [String: JSONValue] = [
        "for_each": [
            "description": "A list: the step runs once for each item, which `item` and `index` stand for.",
            "anyOf": [["type": "array", "minItems": 1], ["type": "string", "pattern": "\\$\\{\\{"]],
            "examples": ["${{ steps.feeds.output.items }}"],
        ],
        "at_once": [
            "type": "integer", "minimum": .int(Int64(StepsReader.atOnce.lowerBound)),
            "maximum": .int(Int64(StepsReader.atOnce.upperBound)),
            "description":
                "How many items run at the same time, 1 when left out; of a group how many steps, all when left out.",
        ],
        "cache": [
            "type": "object", "additionalProperties": false, "required": ["key", "ttl"],
            "description": "Keeps the step's output: the same step with the same parameters and key is not run again.",
            "properties": [
                "key": ["description": "What tells results apart beyond the parameters; may hold ${{ expressions }}."],
                "ttl": described(duration, "How long an output is kept."),
            ],
        ],
        "parallel": [
            "type": "array", "minItems": 1, "description": "Steps that run at the same time.",
            "items": ["allOf": [stepReference, ["required": ["id", "uses"]]]],
        ],
    ]

    /// A group is no step.
    static let stepOrGroup: JSONValue = [
        "if": ["required": ["parallel"]],
        "then": ["propertyNames": ["enum": .array(StepsReader.groupKeys.map { .string($0) })]],
        "else": ["required": ["id", "uses"]],
    ]

    static let pipelineUse: JSONValue = [
        "type": "string", "pattern": "^pipeline/[a-z_][a-z0-9_]*$",
        "description": "Another pipeline, whose steps run inside this job.",
    ]

    static let batch: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["size"],
        "description": "Several jobs run the pipeline once: its input is the list of their payloads.",
        "properties": [
            "size": [
                "type": "integer", "minimum": .int(Int64(NodeReader.batchSizes.lowerBound)),
                "maximum": .int(Int64(NodeReader.batchSizes.upperBound)), "description": "How many jobs at most.",
            ],
            "wait": described(duration, "How long the first one waits for more; not at all when left out."),
            "by": [
                "type": "string", "examples": ["message.creatorId"],
                "description": "A CEL expression over `message`: only jobs with the same value run together.",
            ],
        ],
    ]

    static let dispatch: JSONValue = [
        "type": "array", "minItems": 1, "description": "Who waits for a result: the first rule that holds decides.",
        "items": [
            "type": "object", "additionalProperties": false, "required": ["run"],
            "properties": [
                "when": shown(
                    described(expression, "It sees `message` and `input`; the rule always holds when left out."),
                    "size(input.text) < 2000"),
                "run": [
                    "enum": .array(DispatchRule.Run.allCases.map { .string($0.rawValue) }),
                    "description":
                        "inline: at once, and the submission is answered with the result. queued: 202 at once.",
                ],
            ],
        ],
    ]
}
