/// What a plugin says of itself.
public struct StepDescriptor<Input: Codable & Sendable, Output: Codable & Sendable>: Sendable {
    public let description: StepDescription

    /// - Parameters:
    ///   - name: two words with a dot between, such as `video.keyframes`; outsiders put their own first (`acme.watermark`).
    ///   - summary: one sentence that ends with a period.
    ///   - isolation: how the body runs; default ``Isolation/cooperative``.
    ///   - isIdempotent: whether running it again does no harm; default `true`.
    ///   - input: the fields of `with`.
    ///   - output: the fields of `steps.<id>.output`.
    ///   - failures: the codes it throws beyond the known ones, each with a sentence.
    ///   - examples: values of `with` that work as they stand; the promises decode each.
    public init(
        _ name: String, _ summary: String, isolation: Isolation = .cooperative, isIdempotent: Bool = true,
        @FieldBuilder<Input> input: () -> [FieldDescription],
        @FieldBuilder<Output> output: () -> [FieldDescription] = { [] },
        failures: [StepFailure.Code: String] = [:], examples: [JSONValue] = []
    ) {
        description = StepDescription(
            name: name, summary: summary, isolation: isolation, isIdempotent: isIdempotent, fields: input(),
            outputs: output(), failures: failures, examples: examples)
    }

    /// The same with the fields last, so that they can be written as trailing closures:
    ///
    ///     StepDescriptor("acme.watermark", "Writes a mark.", examples: [["text": "hello"]]) {
    ///         Field("text", \.text, "What to write.")
    ///     } output: {
    ///         Field("file", \.file, "The picture.")
    ///     }
    public init(
        _ name: String, _ summary: String, isolation: Isolation = .cooperative, isIdempotent: Bool = true,
        failures: [StepFailure.Code: String] = [:], examples: [JSONValue],
        @FieldBuilder<Input> input: () -> [FieldDescription],
        @FieldBuilder<Output> output: () -> [FieldDescription] = { [] }
    ) {
        self.init(
            name, summary, isolation: isolation, isIdempotent: isIdempotent, input: input, output: output,
            failures: failures, examples: examples)
    }
}

/// A descriptor without its Swift types.
public struct StepDescription: Sendable, Hashable {
    public let name: String
    public let summary: String
    public let isolation: Isolation
    public let isIdempotent: Bool
    public let fields: [FieldDescription]
    public let outputs: [FieldDescription]
    public let failures: [StepFailure.Code: String]
    public let examples: [JSONValue]

    /// The JSON Schema of `with`.
    public var inputSchema: JSONValue { FieldDescription.objectSchema(of: fields) }

    /// The JSON Schema of `steps.<id>.output`.
    public var outputSchema: JSONValue { FieldDescription.objectSchema(of: outputs) }
}
