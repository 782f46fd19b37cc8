// An operand that decides wins over an error in another one, whatever their order.
extension Evaluator {
    mutating func logic(_ decisive: Bool, _ operands: [Syntax.ID]) throws(Fault) -> CELValue {
        var pending: Fault?
        for operand in operands {
            do {
                if try condition(operand, decisive ? "`||`" : "`&&`") == decisive { return .bool(decisive) }
            } catch {
                if error.endsEvaluation { throw error }
                pending = pending ?? error
            }
        }
        if let pending { throw pending }
        return .bool(!decisive)
    }

    /// - Parameter user: what needs it, for the message.
    mutating func condition(_ id: Syntax.ID, _ user: String) throws(Fault) -> Bool {
        let value = try evaluate(id)
        guard case .bool(let flag) = value else {
            let message = "\(user) needs true or false, and \(syntax.quote(id)) is \(value.type.withArticle)"
            throw Fault(code: .typeMismatch, message: message, range: syntax[id].range)
        }
        return flag
    }

    mutating func isNotStrictlyFalse(_ operand: Syntax.ID) throws(Fault) -> Bool {
        do {
            if case .bool(false) = try evaluate(operand) { return false }
        } catch  where error.endsEvaluation {
            throw error
        } catch {
            return true
        }
        return true
    }
}
