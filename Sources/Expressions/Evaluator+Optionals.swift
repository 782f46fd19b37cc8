extension Evaluator {
    /// What the operand, an optional, holds.
    ///
    /// - Parameter user: what needs an optional, for the message.
    mutating func optional(_ operand: Syntax.ID, _ user: String) throws(Fault) -> CELValue? {
        let value = try evaluate(operand)
        guard case .optional(let wrapped) = value else {
            let message =
                "\(user) needs an optional, such as `a.?b`, and \(syntax.quote(operand)) is \(value.type.withArticle)"
            throw Fault(code: .typeMismatch, message: message, range: syntax[operand].range)
        }
        return wrapped
    }

    mutating func optionalMap(
        _ operand: Syntax.ID, _ variable: String, _ body: Syntax.ID, _ isFlat: Bool
    ) throws(Fault) -> CELValue {
        guard let value = try optional(operand, isFlat ? "`optFlatMap`" : "`optMap`") else { return .optional(nil) }
        let result = try evaluate(body, with: variable, value)
        guard isFlat else { return .optional(result) }
        guard case .optional = result else {
            let message = "`optFlatMap` needs an optional as its result, not \(result.type.withArticle); use `optMap`"
            throw Fault(code: .typeMismatch, message: message, range: syntax[body].range)
        }
        return result
    }

    mutating func otherwise(
        _ operand: Syntax.ID, _ alternative: Syntax.ID, _ unwraps: Bool
    ) throws(Fault) -> CELValue {
        if let value = try optional(operand, unwraps ? "`orValue`" : "`or`") {
            return unwraps ? value : .optional(value)
        }
        return unwraps ? try evaluate(alternative) : .optional(try optional(alternative, "`or`"))
    }
}
