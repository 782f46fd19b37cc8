public import JSONModel

/// What one part of a condition came to, and what it read.
public struct ClauseExplanation: Sendable {
    public enum Verdict: Sendable, Hashable {
        case holds, fails
        /// It could not be evaluated; a filter takes that as no match.
        case error(ExpressionError)
    }

    /// A path that was read, such as `message.priority`.
    public struct Reading: Sendable, Hashable {
        public let path: String
        /// `nil` if there is nothing.
        public let value: JSONValue?
    }

    /// How the parts make the whole.
    public enum Connective: Sendable, Hashable { case all, any }

    /// As it is written.
    public let text: String
    /// UTF-8 offsets into the text that was parsed.
    public let range: Range<Int>
    public let verdict: Verdict
    /// In the order of the text, each once.
    public let readings: [Reading]
    public let connective: Connective
    /// The operands of its outermost `&&` or `||`; empty if it has none.
    public let parts: [ClauseExplanation]

    /// The parts that keep the whole from being true, down to those without parts of their own.
    public var obstacles: [ClauseExplanation] {
        if verdict == .holds { return [] }
        return parts.isEmpty ? [self] : parts.flatMap(\.obstacles)
    }
}

extension Expression {
    /// Evaluates the parts of the condition apart.
    public func explain(_ bindings: [String: CELValue]) -> ClauseExplanation { explain(syntax.root, bindings) }

    private func explain(_ id: Syntax.ID, _ bindings: [String: CELValue]) -> ClauseExplanation {
        let range = syntax[id].range
        var parts: [ClauseExplanation] = []
        var connective = ClauseExplanation.Connective.all
        if case .logic(let decisive, let operands) = syntax[id].kind {
            parts = operands.map { explain($0, bindings) }
            connective = decisive ? .any : .all
        }
        return ClauseExplanation(
            text: String(decoding: syntax.text[range], as: UTF8.self), range: range, verdict: verdict(id, bindings),
            readings: readings(range, bindings), connective: connective, parts: parts)
    }

    private func verdict(_ id: Syntax.ID, _ bindings: [String: CELValue]) -> ClauseExplanation.Verdict {
        var evaluator = Evaluator(syntax, bindings, Meter(EvaluationLimits()))
        do {
            guard case .bool(let flag) = try evaluator.evaluate(id) else {
                let message = "\(syntax.quote(id)) is not true or false"
                return .error(ExpressionError(code: .typeMismatch, message: message, range: syntax[id].range))
            }
            return flag ? .holds : .fails
        } catch {
            return .error(error.error)
        }
    }

    private func readings(_ range: Range<Int>, _ bindings: [String: CELValue]) -> [ClauseExplanation.Reading] {
        var readings: [ClauseExplanation.Reading] = []
        for reference in references where range.contains(reference.range.lowerBound) {
            let reading = ClauseExplanation.Reading(
                path: reference.path.joined(separator: "."), value: Self.value(at: reference.path[...], in: bindings))
            if !readings.contains(reading) { readings.append(reading) }
        }
        return readings
    }

    private static func value(at path: ArraySlice<String>, in bindings: [String: CELValue]) -> JSONValue? {
        var value = path.first.flatMap { bindings[$0] }
        for name in path.dropFirst() {
            guard case .map(let members)? = value else { return nil }
            value = members[name]
        }
        return value.flatMap { try? $0.json() }
    }
}
