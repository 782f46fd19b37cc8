// Members that may be missing, and the conditions that prove them to be there.
extension Checker {
    /// That a member is there.
    struct Fact {
        let operand: Syntax.ID
        let field: String
        /// The place of the variable its path starts at; below zero for a name from outside.
        let scope: Int
        /// The operand of `&&` or `||` that says so: it does not prove its own reads.
        var owner: Syntax.ID?
    }

    func isPresent(_ link: Link) -> Bool {
        if !facts.isEmpty || !reported.isEmpty {
            let scope = rootScope(link.operand)
            let isThis: (Fact) -> Bool = { fact in
                fact.field == link.field && fact.scope == scope && arePathsEqual(fact.operand, link.operand)
            }
            if facts.contains(where: isThis) || reported.contains(where: isThis) { return true }
        }
        guard !present.isEmpty, rootScope(link.operand) < 0, let path = path(link.operand) else { return false }
        let whole = "\(path).\(link.field)"
        return present.contains(whole) || present.contains { $0.hasPrefix(whole + ".") }
    }

    mutating func reportMissing(_ link: Link, _ type: StaticType, _ absence: String) {
        reported.append(Fact(operand: link.operand, field: link.field, scope: rootScope(link.operand)))
        report(
            .mayBeMissing, "\(syntax.quote(link.id)) may be missing here: \(absence)", at: link.id,
            help: presenceHelp(link, type))
    }

    private func presenceHelp(_ link: Link, _ type: StaticType) -> String {
        let read = source(link.id)
        if case .has = syntax[chainEnd].kind { return "ask for it first: `has(\(read)) && \(source(chainEnd))`" }
        if link.id == nullComparison { return "`has(\(read))` asks whether it is there" }
        let end = syntax[link.id].range.upperBound
        let rest = source(end..<max(chainEndOffset, end))
        guard !rest.contains(")") else { return "use `\(optionalSource(link)).orValue(\(type.fallback))`" }
        let fallback = self.type(atChainEndFrom: link.id, type).fallback
        return "use `\(optionalSource(link))\(rest).orValue(\(fallback))`"
    }

    private var chainEndOffset: Int { syntax[chainEnd].range.upperBound }

    /// `a.b` as `a.?b`, `a["b"]` as `a[?"b"]`.
    func optionalSource(_ link: Link) -> String {
        let range = syntax[link.id].range
        let head = source(range.lowerBound..<link.range.lowerBound)
        return "\(head)?\(source(link.range.lowerBound..<range.upperBound))"
    }

    /// The type of the whole chain, as far as it is declared.
    private func type(atChainEndFrom start: Syntax.ID, _ type: StaticType) -> StaticType {
        var fields: [String] = []
        var id = chainEnd
        while id != start {
            guard let link = link(id) else { return .any }
            fields.append(link.field)
            id = link.operand
        }
        return fields.reversed().reduce(type) { type, field in
            if case .object(let shape) = type { shape.members[field]?.type ?? .any } else { .any }
        }
    }

    /// The type with what the facts say about the value of this node.
    func narrowed(_ type: StaticType, _ id: Syntax.ID) -> StaticType {
        guard !facts.isEmpty, case .object(var shape) = type else { return type }
        let scope = rootScope(id)
        for fact in facts where fact.scope == scope && arePathsEqual(fact.operand, id) {
            shape.members[fact.field]?.absence = nil
        }
        return .object(shape)
    }
}

// What a condition proves.
extension Checker {
    func facts(_ id: Syntax.ID, when outcome: Bool) -> [Fact] {
        switch syntax[id].kind {
        case .has(let operand, let field, _): return outcome ? [fact(operand, field)] : []
        case .not(let operand): return facts(operand, when: !outcome)
        case .logic(let decisive, let operands):
            return outcome == decisive ? [] : operands.flatMap { facts($0, when: outcome) }
        case .otherwise(let operand, let alternative, unwraps: true):
            guard case .literal(.bool(let fallback)) = syntax[alternative].kind, fallback != outcome else { return [] }
            return factsOfPresence(operand)
        case .method(let receiver, "hasValue", _): return outcome ? factsOfPresence(receiver) : []
        case .binary(let symbol, let left, let right): return facts(symbol, left, right, when: outcome)
        default: return []
        }
    }

    private func facts(
        _ symbol: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID, when outcome: Bool
    ) -> [Fact] {
        switch (symbol, syntax[left].kind, syntax[right].kind) {
        case (.isIn, .literal(.string(let key)), _): return outcome ? [fact(right, key)] : []
        case (.equal, _, .literal(.bool(let value))): return facts(left, when: value == outcome)
        case (.notEqual, _, .literal(.bool(let value))): return facts(left, when: value != outcome)
        case (_, .otherwise(let operand, let alternative, unwraps: true), .literal(let value)):
            guard case .literal(let fallback) = syntax[alternative].kind else { return [] }
            guard let result = Self.holds(symbol, fallback, value), result != outcome else { return [] }
            return factsOfPresence(operand)
        default: return []
        }
    }

    /// What it means that `a.?b.c` has a value.
    private func factsOfPresence(_ id: Syntax.ID) -> [Fact] {
        var facts: [Fact] = []
        var id = id
        while let link = link(id) {
            facts.append(fact(link.operand, link.field))
            id = link.operand
        }
        return facts
    }

    private static func holds(_ symbol: BinaryOperator, _ a: CELValue, _ b: CELValue) -> Bool? {
        var meter = Meter(EvaluationLimits(steps: 1000))
        switch symbol {
        case .equal: return try? Comparison.areEqual(a, b, &meter)
        case .notEqual: return (try? Comparison.areEqual(a, b, &meter)).map { !$0 }
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return try? Comparison.holds(symbol, a, b, &meter)
        default: return nil
        }
    }

    private func fact(_ operand: Syntax.ID, _ field: String) -> Fact {
        Fact(operand: operand, field: field, scope: rootScope(operand))
    }
}

// Paths.
extension Checker {
    /// The place of the variable that a path starts at; -1 for a name from outside, -2 if it starts otherwise.
    private func rootScope(_ id: Syntax.ID) -> Int {
        var id = id
        while let link = link(id) { id = link.operand }
        guard case .name(let name, let isAbsolute) = syntax[id].kind else { return -2 }
        return isAbsolute ? -1 : scopes.lastIndex { $0.variable == name } ?? -1
    }

    /// Whether both read the same names in the same order.
    private func arePathsEqual(_ a: Syntax.ID, _ b: Syntax.ID) -> Bool {
        if a == b { return true }
        if let first = link(a), let second = link(b) {
            return first.field == second.field && arePathsEqual(first.operand, second.operand)
        }
        guard case .name(let first, _) = syntax[a].kind, case .name(let second, _) = syntax[b].kind else {
            return false
        }
        return first == second
    }

    private func path(_ id: Syntax.ID) -> String? {
        if let link = link(id) { return path(link.operand).map { "\($0).\(link.field)" } }
        if case .name(let name, _) = syntax[id].kind { return name }
        return nil
    }
}
