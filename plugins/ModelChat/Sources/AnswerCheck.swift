import Foundation
import JSONSchemaValidation
import StepKit

/// Reads an answer as JSON and holds it against the schema.
struct AnswerCheck: Sendable {
    enum Verdict: Sendable, Hashable {
        case fits(JSONValue)
        /// Sentences for the model.
        case fails([String])
    }

    private static let maxFindings = 10
    private let schema: JSONSchema

    init(schema: JSONValue) throws(StepFailure) {
        guard case .object = schema else {
            throw StepFailure(.invalidPayload, "`answer_schema` is not an object")
        }
        do {
            self.schema = try JSONSchema(schema)
        } catch {
            throw StepFailure(
                .invalidPayload, "`answer_schema` cannot be used: \(error.message)",
                details: ["pointer": .string(error.pointer.description), "code": .string(error.code.rawValue)])
        }
    }

    func judge(_ answer: String) -> Verdict {
        do {
            let value = try JSONValue(parsing: Self.withoutFence(answer))
            let violations = schema.validate(value)
            return violations.isEmpty ? .fits(value) : .fails(violations.prefix(Self.maxFindings).map(\.description))
        } catch {
            return .fails(["it is not JSON: \(error.message)"])
        }
    }

    /// Models like to put JSON between ```json and ```.
    static func withoutFence(_ answer: String) -> String {
        let text = answer.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix("```"), text.hasSuffix("```"), let end = text.firstIndex(where: \.isNewline) else {
            return text
        }
        return String(text[end...].dropLast(3))
    }
}
