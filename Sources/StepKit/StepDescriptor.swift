/// What a plugin says of itself.
public struct StepDescriptor<Input: Codable & Sendable, Output: Codable & Sendable>: Sendable {
    package let description: StepDescription

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
package struct StepDescription: Sendable, Hashable {
    package let name: String
    package let summary: String
    package let isolation: Isolation
    package let isIdempotent: Bool
    package let fields: [FieldDescription]
    package let outputs: [FieldDescription]
    package let failures: [StepFailure.Code: String]
    package let examples: [JSONValue]

    /// The JSON Schema of `with`.
    package var inputSchema: JSONValue { FieldDescription.objectSchema(of: fields) }

    /// The JSON Schema of `steps.<id>.output`.
    package var outputSchema: JSONValue { FieldDescription.objectSchema(of: outputs) }
}
