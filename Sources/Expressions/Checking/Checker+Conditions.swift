// Logic: what must be true or false, and what is proved by it.
extension Checker {
    /// Every operand may rely on what the others say: where one of them decides, errors of the rest do not count.
    mutating func logic(_ decisive: Bool, _ operands: [Syntax.ID]) -> StaticType {
        let user = folds.last.flatMap { isMacroStep(operands) ? "`\($0.macro)`" : nil } ?? (decisive ? "`||`" : "`&&`")
        let outer = facts.count
        for operand in operands {
            for var fact in facts(operand, when: !decisive) {
                fact.owner = operand
                facts.append(fact)
            }
        }
        let isProving = facts.count > outer
        let all = facts
        for operand in operands {
            if isProving { facts = all.filter { $0.owner != operand } }
            require(.bool, operand, user)
        }
        facts.removeLast(facts.count - outer)
        return .bool
    }

    private func isMacroStep(_ operands: [Syntax.ID]) -> Bool {
        if case .accumulator = syntax[operands[0]].kind { true } else { false }
    }

    mutating func conditional(
        _ test: Syntax.ID, _ first: Syntax.ID, _ second: Syntax.ID, _ user: String
    ) -> StaticType {
        require(.bool, test, user)
        let whenTrue = type(first, after: facts(test, when: true))
        let whenFalse = type(second, after: facts(test, when: false))
        return whenTrue == .nothing || whenFalse == .nothing ? .any : whenTrue.joined(with: whenFalse)
    }

    private mutating func type(_ id: Syntax.ID, after proved: [Fact]) -> StaticType {
        facts += proved
        defer { facts.removeLast(proved.count) }
        return type(id)
    }

    /// Visits a node that must be true or false.
    mutating func require(_ wanted: StaticType, _ id: Syntax.ID, _ user: String) {
        let type = type(id)
        guard !type.isUnknown, type != wanted else { return }
        report(
            .typeMismatch, "\(user) needs true or false, and \(syntax.quote(id)) is \(type.spoken)", at: id,
            help: conditionHelp(type, source(id)))
    }

    private func conditionHelp(_ type: StaticType, _ source: String) -> String? {
        switch type {
        case .string: "compare it, such as `\(source) != \"\"`"
        case .int, .number: "compare it, such as `\(source) > 0`"
        case .uint: "compare it, such as `\(source) > 0u`"
        case .double: "compare it, such as `\(source) > 0.0`"
        case .list, .map, .object: "ask for its size: `size(\(source)) > 0`"
        case .optional(.bool): "unwrap it: `\(source).orValue(false)`"
        case .optional: "ask whether it is there: `\(source).hasValue()`"
        default: nil
        }
    }
}
