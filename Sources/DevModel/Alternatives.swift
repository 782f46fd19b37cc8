import JSONModel

/// Other values that fit the same schema, for lists whose items must differ.
struct Alternatives {
    let schema: JSONValue
    let source: AnswerSource

    func values(insteadOf value: JSONValue, atMost count: Int) -> [JSONValue] {
        let members = schema.objectValue ?? [:]
        if members["const"] != nil { return [] }
        if let choices = members["enum"]?.arrayValue {
            return choices.filter { SchemaResolver.allows($0, in: members) }
        }
        return switch value {
        case .string(let text): members["format"] == nil ? texts(text, members, count) : []
        case .int(let number): numbers(Double(number), members, count, isWhole: true)
        case .double(let number): numbers(number, members, count, isWhole: false)
        case .bool(let flag): [.bool(!flag)]
        default: []
        }
    }

    /// The text with a number at its end, cut so that it stays within `maxLength`.
    private func texts(_ text: String, _ schema: [String: JSONValue], _ count: Int) -> [JSONValue] {
        let maximum = schema["maxLength"]?.intValue.flatMap { Int(exactly: $0) } ?? .max
        return (2...max(2, count + 1)).compactMap { number in
            let ending = " (\(number))"
            let room = maximum - ending.unicodeScalars.count
            guard room >= 0 else { return nil }
            return .string(String(text.unicodeScalars.prefix(room)) + ending)
        }
    }

    private func numbers(
        _ number: Double, _ schema: [String: JSONValue], _ count: Int, isWhole: Bool
    ) -> [JSONValue] {
        let filler = NumberFiller(schema: schema, source: source, isWhole: isWhole)
        return (1...max(1, count)).flatMap { distance in
            [distance, -distance].compactMap { filler.fit(number, movedBy: $0) }
        }
    }
}
