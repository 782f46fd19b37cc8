public import JSONModel

/// A filter on messages, made ready for questions about all messages there could be.
///
/// Understands comparisons with literals, `in` lists, `startsWith`, `endsWith`, `contains`, `has`, defaults
/// (`message.?x.orValue(…)`) and their logic, up to 256 alternatives. About the rest it says that it does not know.
/// A message that is missing an attribute does not match unless the filter asks for that.
public struct AttributeFilter: Sendable {
    /// What can be said about all messages.
    public enum Answer: Sendable, Hashable {
        /// No message does.
        case never
        /// This message does: it was tried.
        case example([String: JSONValue])
        case unknown
    }

    public let match: [String: JSONValue]
    public let when: Expression?
    public let domain: AttributeDomain
    /// `nil` if there are too many.
    let terms: [AttributeTerm]?
    /// Whether all of `when` was understood.
    let isExact: Bool

    /// - Parameters:
    ///   - match: attributes that must equal these values.
    ///   - when: a further condition on `message`; only *true* matches.
    public init(match: [String: JSONValue] = [:], when: Expression? = nil, domain: AttributeDomain = AttributeDomain())
    {
        self.match = match
        self.when = when
        self.domain = domain
        var isExact = true
        var terms = Self.term(domain).map { [$0] } ?? []
        terms = terms.compactMap { domain in Self.term(match).flatMap { domain.intersection($0) } }
        var all: [AttributeTerm]? = terms
        if let when {
            var reader = PredicateReader(when.syntax)
            all = reader.terms(when.syntax.root, .isTrue).flatMap { PredicateReader.both($0, terms) }
            isExact = reader.isExact
        }
        (self.terms, self.isExact) = (all, isExact)
    }

    private static func term(_ domain: AttributeDomain) -> AttributeTerm? {
        AttributeTerm(domain.values, isClosed: !domain.isOpen)
    }

    static func term(_ match: [String: JSONValue]) -> AttributeTerm? {
        AttributeTerm(match.mapValues { values(equalTo: $0) })
    }

    /// `match` compares texts by their characters, not their bytes: where that may differ any text will do here.
    private static func values(equalTo value: JSONValue) -> ValueSet {
        if let text = value.stringValue, !text.utf8.allSatisfy({ $0 < 0x80 }) { return .text }
        return ValueSet(among: [value]) ?? .present
    }

    /// Whether a message with these attributes matches.
    public func matches(_ attributes: [String: JSONValue]) -> Bool {
        guard match.allSatisfy({ attributes[$0.key] == $0.value }) else { return false }
        guard let when else { return true }
        guard case .bool(true)? = try? when.evaluate(["message": CELValue(.object(attributes))]) else { return false }
        return true
    }

    /// Whether any message matches.
    public var satisfiability: Answer { Self.answer(terms) { attempt($0) } }

    /// Whether any message matches this filter and the other one.
    public func overlap(with other: AttributeFilter) -> Answer {
        guard let mine = terms, let others = other.terms, mine.count * others.count <= 4096 else { return .unknown }
        var pairs: [AttributeTerm] = []
        for term in mine { pairs += others.compactMap { term.intersection($0) } }
        return Self.answer(pairs) { term in
            let preferred = other.preferred.merging(preferred) { $1 }
            let example = term.example(preferring: preferred)
            return matches(example) && other.matches(example) ? example : nil
        }
    }

    /// Whether every message that matches this filter matches the other one too; `nil` if nobody knows.
    public func implies(_ other: AttributeFilter) -> Bool? {
        guard let mine = terms, isExact, other.isExact, let rest = other.termsOfOthers,
            let terms = PredicateReader.both(mine, rest)
        else { return nil }
        let answer = Self.answer(terms) { term in
            let example = term.example(preferring: preferred)
            return matches(example) && !other.matches(example) ? example : nil
        }
        switch answer {
        case .never: return true
        case .example: return false
        case .unknown: return nil
        }
    }

    /// The values of an attribute that this filter can match, absence as `nil`; `nil` if they cannot be counted.
    public func values(of attribute: String) -> Set<JSONValue?>? {
        guard let terms else { return nil }
        var values: Set<JSONValue?> = []
        for term in terms {
            guard let some = term.values(of: attribute).members else { return nil }
            values.formUnion(some)
        }
        return values
    }

    /// The attributes it has rules for.
    public var attributes: Set<String> { Set(match.keys).union((terms ?? []).flatMap(\.sets.keys)) }

    private var preferred: [String: JSONValue] { domain.examples.merging(match) { $1 } }

    private func attempt(_ term: AttributeTerm) -> [String: JSONValue]? {
        let example = term.example(preferring: preferred)
        return matches(example) ? example : nil
    }

    /// The messages that do not match; `nil` if they cannot be described.
    private var termsOfOthers: [AttributeTerm]? {
        var result: [AttributeTerm] = []
        for (attribute, value) in match {
            guard value.stringValue?.utf8.allSatisfy({ $0 < 0x80 }) ?? true,
                let atom = Atom.membership(of: attribute, [value])
            else { return nil }
            if let term = AttributeTerm([attribute: atom.values(.isNotTrue)]) { result.append(term) }
        }
        guard let when else { return result }
        var reader = PredicateReader(when.syntax)
        return reader.terms(when.syntax.root, .isNotTrue).map { result + $0 }
    }

    private static func answer(
        _ terms: [AttributeTerm]?, _ attempt: (AttributeTerm) -> [String: JSONValue]?
    ) -> Answer {
        guard let terms else { return .unknown }
        if terms.isEmpty { return .never }
        return terms.lazy.compactMap(attempt).first.map { .example($0) } ?? .unknown
    }
}
