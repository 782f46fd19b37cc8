import StepKit

/// A step that breaks nothing; each type below differs from it in one thing.
protocol Sample: Step where Input == SampleInput, Output == SampleOutput {
    init()
}

struct SampleInput: Codable, Sendable {
    var text: String
    var count: Int
    var note: String?
}

struct SampleOutput: Codable, Sendable {
    var text: String
    var count: Int?
}

extension Sample {
    init(environment: StepEnvironment) throws { self.init() }

    func run(_ input: SampleInput, in context: StepContext) async throws -> SampleOutput {
        try context.abort.throwIfAborted()
        return SampleOutput(text: input.text)
    }

    static func descriptor(
        _ name: String = "test.sample", _ summary: String = "Does something.",
        text: Field<SampleInput, String> = Field("text", \.text, "What."),
        count: Field<SampleInput, Int> = Field("count", \.count, "How much.").default(1),
        note: Field<SampleInput, String?> = Field("note", \.note, "A remark."),
        output: Field<SampleOutput, String> = Field("text", \.text, "The same."),
        failures: [StepFailure.Code: String] = [:], examples: [JSONValue] = [["text": "a"]]
    ) -> StepDescriptor<SampleInput, SampleOutput> {
        StepDescriptor(name, summary, failures: failures, examples: examples) {
            text
            count
            note
        } output: {
            output
            Field("count", \.count, "A number.")
        }
    }
}

typealias Descriptor = StepDescriptor<SampleInput, SampleOutput>

struct Good: Sample { static var descriptor: Descriptor { descriptor() } }
struct OneWordName: Sample { static var descriptor: Descriptor { descriptor("sample") } }
struct NoPeriod: Sample { static var descriptor: Descriptor { descriptor("test.sample", "Does something") } }
struct CamelField: Step {
    // The key and the property agree: only the spelling is wrong.
    struct Input: Codable, Sendable { var someText: String }
    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("test.camel", "Does something.", examples: [["someText": "a"]]) {
            Field("someText", \.someText, "What.")
        }
    }
    init(environment: StepEnvironment) throws {}
    func run(_ input: Input, in context: StepContext) async throws -> Empty {
        try context.abort.throwIfAborted()
        return Empty()
    }
}
struct NoFieldPeriod: Sample {
    static var descriptor: Descriptor { descriptor(note: Field("note", \.note, "A remark")) }
}
struct NoOutputPeriod: Sample {
    static var descriptor: Descriptor { descriptor(output: Field("text", \.text, "The same")) }
}
struct CamelCode: Sample { static var descriptor: Descriptor { descriptor(failures: ["noInk": "No ink."]) } }
struct UnexplainedCode: Sample { static var descriptor: Descriptor { descriptor(failures: ["no_ink": "No ink"]) } }
struct UnfitDefault: Sample {
    static var descriptor: Descriptor {
        descriptor(
            count: Field("count", \.count, "How much.").default(0).range(1...), examples: [["text": "a", "count": 2]])
    }
}
struct UnfitExample: Sample {
    static var descriptor: Descriptor { descriptor(note: Field("note", \.note, "A remark.").example(3)) }
}
struct WrongOutputKey: Sample {
    static var descriptor: Descriptor { descriptor(output: Field("texts", \.text, "The same.")) }
}
struct NoExample: Sample { static var descriptor: Descriptor { descriptor(examples: []) } }
struct BadExample: Sample {
    static var descriptor: Descriptor { descriptor(examples: [["text": "a"], ["text": 1]]) }
}
struct WrongOptionalKey: Sample {
    static var descriptor: Descriptor { descriptor(note: Field("notes", \.note, "A remark.")) }
}
struct IgnoresAbort: Sample {
    static var descriptor: Descriptor { descriptor() }
    func run(_ input: SampleInput, in context: StepContext) async throws -> SampleOutput {
        SampleOutput(text: input.text)
    }
}

/// Reads a required field as if it could be left out.
struct LenientType: Step {
    struct Input: Codable, Sendable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            text = try container.decodeIfPresent(String.self, forKey: .text) ?? ""
        }
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("test.lenient", "Does something.", examples: [["text": "a"]]) { Field("text", \.text, "What.") }
    }

    init(environment: StepEnvironment) throws {}
    func run(_ input: Input, in context: StepContext) async throws -> Empty {
        try context.abort.throwIfAborted()
        return Empty()
    }
}

/// Has a default that JSON has no word for, so that there is none.
struct LostDefault: Step {
    struct Input: Codable, Sendable { var share: Double }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("test.lost", "Does something.", examples: [["share": 1]]) {
            Field("share", \.share, "How much.").default(.infinity)
        }
    }

    init(environment: StepEnvironment) throws {}
    func run(_ input: Input, in context: StepContext) async throws -> Empty {
        try context.abort.throwIfAborted()
        return Empty()
    }
}

/// Writes a key that no field declares.
struct ExtraKey: Step {
    struct Input: Codable, Sendable {
        var text: String
        var extra: String

        init(from decoder: any Decoder) throws {
            text = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .text)
            extra = text
        }
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("test.extra", "Does something.", examples: [["text": "a"]]) { Field("text", \.text, "What.") }
    }

    init(environment: StepEnvironment) throws {}
    func run(_ input: Input, in context: StepContext) async throws -> Empty {
        try context.abort.throwIfAborted()
        return Empty()
    }
}
