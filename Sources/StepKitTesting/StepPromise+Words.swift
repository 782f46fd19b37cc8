import StepKit

/// What people read and write: names, summaries, codes.
extension StepPromise {
    static let words = [legalName, summary, fieldWords, outputWords, failureCodes]

    static let legalName = StepPromise("its name is legal") { step in
        let name = step.description.name
        return StepRegistry.isLegal(name) ? nil : "`\(name)` is not words of a-z, 0-9 and _ with dots between"
    }

    static let summary = StepPromise("its summary ends with a period") { step in
        isSentence(step.description.summary) ? nil : "the summary is \"\(step.description.summary)\""
    }

    static let fieldWords = StepPromise("its fields have snake case names, each once, and sentences") { step in
        breach(of: step.description.fields)
    }

    static let outputWords = StepPromise("its outputs have snake case names, each once, and sentences") { step in
        breach(of: step.description.outputs)
    }

    static let failureCodes = StepPromise("its failure codes are snake case and explained by sentences") { step in
        for (code, meaning) in step.description.failures.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard isSnakeCase(code.rawValue) else { return "`\(code)` is not snake case" }
            guard isSentence(meaning) else { return "`\(code)` is explained by \"\(meaning)\", without a period" }
        }
        return nil
    }

    private static func isSentence(_ text: String) -> Bool { text.count > 1 && text.hasSuffix(".") }

    private static func isSnakeCase(_ text: String) -> Bool {
        text.first?.isLetter == true
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
    }

    private static func breach(of fields: [FieldDescription]) -> String? {
        var seen: Set<String> = []
        for field in fields {
            guard isSnakeCase(field.name) else { return "`\(field.name)` is not snake case" }
            guard seen.insert(field.name).inserted else { return "`\(field.name)` is declared twice" }
            guard isSentence(field.summary) else { return "the summary of `\(field.name)` does not end with a period" }
            if let inner = field.type.members.flatMap({ breach(of: $0) }) { return "in `\(field.name)`: \(inner)" }
        }
        return nil
    }
}

extension FieldType {
    /// The declared members of an object, or of the objects in a list or map.
    fileprivate var members: [FieldDescription]? {
        switch self {
        case .object(let fields): fields
        case .list(let element), .map(let element): element.members
        default: nil
        }
    }
}
