import JSONModel

/// Rewrites a condition over `message.*` as alternatives, each of them rules for single attributes.
///
/// What it does not understand it takes to be possible: so if no alternative is left, the condition can never hold; that
/// one is left means little before it has been tried.
struct PredicateReader {
    /// More alternatives are given up.
    static let mostTerms = 256

    let syntax: Syntax
    /// Whether all was understood.
    private(set) var isExact = true

    init(_ syntax: Syntax) { self.syntax = syntax }

    /// When a condition is what `sense` says; `nil` if that has too many alternatives.
    mutating func terms(_ id: Syntax.ID, _ sense: Atom.Sense) -> [AttributeTerm]? {
        switch syntax[id].kind {
        case .literal(.bool(let flag)):
            return flag == (sense == .isTrue || sense == .isNotFalse) ? [AttributeTerm()] : []
        case .not(let operand): return terms(operand, sense.negated)
        case .logic(let decisive, let operands): return logic(operands, decidedBy: decisive, sense)
        case .conditional(let test, let first, let second): return conditional(test, first, second, sense)
        default:
            guard let atom = AtomReader(syntax: syntax).atom(id) else {
                isExact = false
                return [AttributeTerm()]
            }
            return AttributeTerm([atom.attribute: atom.values(sense)]).map { [$0] } ?? []
        }
    }

    /// An operand that decides wins over errors of the others; so `&&` is true if all are, and false if any is.
    private mutating func logic(
        _ operands: [Syntax.ID], decidedBy decisive: Bool, _ sense: Atom.Sense
    ) -> [AttributeTerm]? {
        let isOneEnough = decisive == (sense == .isTrue || sense == .isNotFalse)
        var result: [AttributeTerm] = isOneEnough ? [] : [AttributeTerm()]
        for operand in operands {
            guard let terms = terms(operand, sense) else { return nil }
            guard let next = isOneEnough ? Self.either(result, terms) : Self.both(result, terms) else { return nil }
            result = next
        }
        return result
    }

    private mutating func conditional(
        _ test: Syntax.ID, _ first: Syntax.ID, _ second: Syntax.ID, _ sense: Atom.Sense
    ) -> [AttributeTerm]? {
        guard let isTrue = terms(test, .isTrue), let isFalse = terms(test, .isFalse),
            let one = terms(first, sense).flatMap({ Self.both(isTrue, $0) }),
            let other = terms(second, sense).flatMap({ Self.both(isFalse, $0) }),
            let result = Self.either(one, other)
        else { return nil }
        guard sense == .isNotTrue || sense == .isNotFalse else { return result }
        // The test may fail, and then so does the whole.
        guard let notTrue = terms(test, .isNotTrue), let notFalse = terms(test, .isNotFalse) else { return nil }
        return Self.both(notTrue, notFalse).flatMap { Self.either(result, $0) }
    }

    private static func either(_ a: [AttributeTerm], _ b: [AttributeTerm]) -> [AttributeTerm]? {
        a.count + b.count <= mostTerms ? a + b : nil
    }

    static func both(_ a: [AttributeTerm], _ b: [AttributeTerm]) -> [AttributeTerm]? {
        var result: [AttributeTerm] = []
        for first in a {
            result += b.compactMap { first.intersection($0) }
            guard result.count <= mostTerms else { return nil }
        }
        return result
    }
}
