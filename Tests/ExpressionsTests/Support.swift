import Expressions
import JSONModel

/// The value as CEL source (`2u`, `2.0`, `"a"`), which shows its type too.
func evaluate(
    _ source: String, _ input: JSONValue = nil, limits: EvaluationLimits = EvaluationLimits()
) throws -> String {
    try Expression(parsing: source).evaluate(["input": CELValue(input)], limits: limits).description
}

/// The error of parsing or evaluating, `nil` if there is none.
func failure(
    _ source: String, _ input: JSONValue = nil, limits: EvaluationLimits = EvaluationLimits()
) -> ExpressionError? {
    do {
        _ = try Expression(parsing: source).evaluate(["input": CELValue(input)], limits: limits)
        return nil
    } catch {
        return error
    }
}

/// The text an error points at.
func pointed(_ error: ExpressionError?, in source: String) -> String? {
    guard let error else { return nil }
    return String(decoding: Array(source.utf8)[error.range], as: UTF8.self)
}

func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
