import JSONModel

/// Writes the content of an answer in the form that was asked for.
struct AnswerWriter {
    let source: AnswerSource

    /// - Throws: ``DevModelError`` with `unsupported_schema`.
    func content(for format: ChatRequest.Format, spoiled: Spoiling.Content) throws(DevModelError) -> String {
        let whole: String
        switch format {
        case .text: whole = source.paragraph
        case .anyObject: whole = looseObject.text()
        case .schema(let schema):
            var filler = SchemaFiller(schema: schema, source: source)
            whole = try filler.fill().text()
        }
        return spoil(whole, spoiled)
    }

    private var looseObject: JSONValue {
        ["summary": .string(source.overview), "frames": .array(source.images.map { .string($0.sentence) })]
    }

    private func spoil(_ whole: String, _ spoiling: Spoiling.Content) -> String {
        switch spoiling {
        case .whole: whole
        // A brace in front, because half of a number or a word can be JSON again.
        case .malformed: "{" + whole.prefix(whole.count / 2)
        case .wrongShape: whole.hasPrefix("[") ? #"{"wrong_shape":true}"# : #"["wrong_shape"]"#
        }
    }
}
