import JSONModel

// `==`, `!=` and `in`: values of different types are never equal, which is no error in CEL, and never meant.
extension Checker {
    mutating func checkEquality(_ a: Operand, _ b: Operand, _ id: Syntax.ID) {
        guard !a.type.canEqual(b.type) else { return }
        guard case (.string, .string) = (a.type, b.type) else { return reportTypes(a, b, id) }
        // Two texts that are written down are the business of whoever looks for constants.
        switch (isLiteral(a.id), isLiteral(b.id)) {
        case (true, true): return
        case (false, true): reportText(b, outside: a)
        case (true, false): reportText(a, outside: b)
        case (false, false):
            report(
                .neverEqual, "\(syntax.quote(a.id)) and \(syntax.quote(b.id)) have no text in common", at: id,
                help: "\(allowed(a)); \(allowed(b))")
        }
    }

    mutating func checkMembership(_ value: Operand, _ container: Operand, _ id: Syntax.ID) {
        switch container.type {
        case .list(let item, _):
            if case .list(let items) = syntax[container.id].kind { return checkItems(items, value) }
            guard !value.type.canEqual(item) else { return }
            if case (.string, .string) = (value.type, item) {
                guard isLiteral(value.id) else { return }
                return reportText(value, outside: Operand(container.id, item))
            }
            report(
                .neverEqual,
                "\(syntax.quote(value.id)) is \(value.type.spoken) and never in \(container.type.spoken)", at: id)
        case .map(let key, _) where !value.type.canEqual(key):
            report(
                .neverEqual,
                "\(syntax.quote(value.id)) is \(value.type.spoken), and the keys of "
                    + "\(syntax.quote(container.id)) are of the kind \(key.word)", at: id)
        case .object where !value.type.canEqual(.string):
            report(
                .neverEqual,
                "\(syntax.quote(value.id)) is \(value.type.spoken), and the members of "
                    + "\(syntax.quote(container.id)) have texts as names", at: id)
        case .map, .object: return
        case _ where container.type.isUnknown: return
        default:
            let isText = container.type.isText && value.type.isText
            report(
                .typeMismatch,
                "`in` needs a list or a map on its right, and \(syntax.quote(container.id)) is "
                    + container.type.spoken, at: container.id,
                help: isText ? "write `\(source(container.id)).contains(\(source(value.id)))`" : nil)
        }
    }

    /// The items of a list that is written down are compared one by one.
    private mutating func checkItems(_ items: [Syntax.ID], _ value: Operand) {
        for item in items {
            if case .ifPresent = syntax[item].kind { continue }
            checkEquality(value, Operand(item, types[item]), item)
        }
    }

    private mutating func reportText(_ literal: Operand, outside known: Operand) {
        guard case .string(.some(let texts)) = known.type, case .literal(.string(let text)) = syntax[literal.id].kind
        else { return }
        let nearest = Spelling.nearest(to: text, among: texts)
        let isOnlyOne = nearest.map { Spelling.nearest(to: text, among: texts.subtracting([$0])) == nil } ?? false
        let mended = nearest.flatMap { quoted($0, like: syntax[literal.id].range) }
        report(
            .neverEqual, "\(syntax.quote(known.id)) is never \(syntax.quote(literal.id))\(Spelling.hint(nearest))",
            at: literal.id, help: allowed(known), replacement: isOnlyOne ? mended : nil)
    }

    private func allowed(_ operand: Operand) -> String {
        guard case .string(.some(let texts)) = operand.type else { return "" }
        return "\(syntax.quote(operand.id)) is \(texts.count == 1 ? "" : "one of ")\(Self.spoken(texts))"
    }

    private mutating func reportTypes(_ a: Operand, _ b: Operand, _ id: Syntax.ID) {
        for (value, null) in [(a, b), (b, a)] where null.type == .null {
            return report(
                .neverEqual, "\(syntax.quote(value.id)) is \(value.type.spoken), and never null", at: id,
                help: nullHelp(value))
        }
        let message =
            "\(syntax.quote(a.id)) is \(a.type.spoken), \(syntax.quote(b.id)) is \(b.type.spoken); "
            + "they are never equal"
        for (odd, other) in [(b, a), (a, b)] {
            guard let mended = mended(odd, like: other.type) else { continue }
            return report(
                .neverEqual, message, at: odd.id, help: "write `\(mended)`", replacement: mended)
        }
        report(.neverEqual, message, at: id, help: typeHelp(a, b) ?? typeHelp(b, a))
    }

    private func nullHelp(_ value: Operand) -> String {
        if case .optional = value.type { return "ask whether it is there: `\(source(value.id)).hasValue()`" }
        return "leave the comparison out: it always gives the same"
    }

    /// A literal of the wrong type, rewritten: `"5"` beside an integer, `5` beside a text.
    private func mended(_ odd: Operand, like wanted: StaticType) -> String? {
        guard case .literal(let value) = syntax[odd.id].kind else { return nil }
        switch (wanted, value) {
        case (.string(among: let allowed), .int), (.string(among: let allowed), .double),
            (.string(among: let allowed), .bool):
            let text = source(odd.id)
            return allowed?.contains(text) ?? true ? "\"\(text)\"" : nil
        case (.int, .string(let text)), (.number, .string(let text)): return Int64(text).map { String($0) }
        case (.double, .string(let text)): return Double(text).map { String($0) }
        case (.bool, .string("true")), (.bool, .string("false")): return value.stringValue
        default: return nil
        }
    }

    private func typeHelp(_ a: Operand, _ b: Operand) -> String? {
        switch (a.type, b.type) {
        case (.optional(let wrapped), _): "unwrap it: `\(source(a.id)).orValue(\(wrapped.fallback))`"
        case (.string, .int), (.string, .uint), (.string, .double), (.string, .number), (.string, .bool):
            "compare texts: `string(\(source(b.id)))`"
        case (.timestamp, .string): "write `timestamp(\(source(b.id)))`"
        case (.duration, .string): "write `duration(\(source(b.id)))`"
        default: nil
        }
    }
}

extension StaticType {
    /// False only if no value of the one type equals any of the other.
    func canEqual(_ other: StaticType) -> Bool {
        if isUnknown || other.isUnknown { return true }
        switch (self, other) {
        case (.string(.some(let a)), .string(.some(let b))): return !a.isDisjoint(with: b)
        case (.string, .string), (.list, .list), (.map, .map), (.map, .object), (.object, .map), (.object, .object),
            (.optional, .optional):
            return true
        case _ where isNumeric: return other.isNumeric
        default: return self == other
        }
    }
}
