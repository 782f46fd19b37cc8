extension AttributeFilter {
    /// A part of a filter that must hold for itself.
    public enum Clause: Sendable, Hashable {
        /// An attribute of `match`.
        case match(String)
        /// One operand of the outermost `&&` of `when`: UTF-8 offsets into its text.
        case when(Range<Int>)
    }

    /// The fewest parts that no message fits together, if the filter can never match: one that fails by itself, two, or
    /// as many as it takes. Empty if it may match.
    public var conflict: [Clause] {
        guard case .never = satisfiability else { return [] }
        let parts = parts
        let domain = AttributeTerm(domain.values, isClosed: !domain.isOpen).map { [$0] } ?? []
        func fits(_ some: [Part]) -> Bool {
            var terms: [AttributeTerm]? = domain
            for part in some { terms = terms.flatMap { PredicateReader.both($0, part.terms) } }
            return terms.map { !$0.isEmpty } ?? true
        }
        if let one = parts.first(where: { !fits([$0]) }) { return [one.clause] }
        for (index, second) in parts.enumerated() {
            if let first = parts[..<index].first(where: { !fits([$0, second]) }) {
                return [first.clause, second.clause]
            }
        }
        var rest = parts
        for index in parts.indices.reversed() {
            var fewer = rest
            fewer.remove(at: index)
            if !fits(fewer) { rest = fewer }
        }
        return rest.map(\.clause)
    }

    private struct Part {
        let clause: Clause
        let terms: [AttributeTerm]
    }

    private var parts: [Part] {
        var parts = match.sorted { $0.key < $1.key }.map { rule in
            Part(clause: .match(rule.key), terms: Self.term([rule.key: rule.value]).map { [$0] } ?? [])
        }
        guard let when else { return parts }
        var reader = PredicateReader(when.syntax)
        for id in when.syntax.conjuncts {
            // One with too many alternatives is taken to be possible.
            let terms = reader.terms(id, .isTrue) ?? [AttributeTerm()]
            parts.append(Part(clause: .when(when.syntax[id].range), terms: terms))
        }
        return parts
    }
}

extension Syntax {
    /// The operands of the outermost `&&`; the whole if there is none.
    var conjuncts: [ID] { conjuncts(of: root) }

    private func conjuncts(of id: ID) -> [ID] {
        guard case .logic(decidedBy: false, let operands) = self[id].kind else { return [id] }
        return operands.flatMap { conjuncts(of: $0) }
    }
}
