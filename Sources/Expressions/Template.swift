public import JSONModel

/// Text from YAML with `${{ expression }}` in it.
///
/// What an expression gives is never read as a template again. A `}}` inside a string, or one that closes maps,
/// does not end the expression; to write the text `${{`, use `${{ "${{" }}`.
public struct Template: Sendable {
    private enum Part: Sendable {
        case literal(String)
        case expression(Expression, Range<Int>)
    }

    /// The text as it was written.
    public let source: String
    private let parts: [Part]

    /// - Throws: ``ExpressionError``; its range counts from the start of the whole text.
    public init(parsing text: String) throws(ExpressionError) {
        do {
            source = text
            parts = try Self.parts(of: text)
        } catch {
            throw error.error
        }
    }

    /// Whether there is no expression in it: the value is the text.
    public var isLiteral: Bool { expressions.isEmpty }

    /// In the order of the text; the ranges of their references count from the start of the whole text.
    public var expressions: [Expression] {
        parts.compactMap { if case .expression(let expression, _) = $0 { expression } else { nil } }
    }

    /// The expression, if the text is exactly one and nothing else: then the value keeps its type.
    public var soleExpression: Expression? {
        guard parts.count == 1, case .expression(let expression, _) = parts[0] else { return nil }
        return expression
    }

    /// UTF-8 offsets of what stands around the expressions.
    package var literalRanges: [Range<Int>] {
        var start = 0
        var ranges: [Range<Int>] = []
        for case .expression(_, let range) in parts {
            ranges.append(start..<range.lowerBound)
            start = range.upperBound
        }
        return (ranges + [start..<source.utf8.count]).filter { !$0.isEmpty }
    }

    /// The value: of any type for a sole expression, text otherwise.
    ///
    /// - Throws: ``ExpressionError``; `type_mismatch` if null, bytes, a list or a map stands inside text.
    public func evaluate(
        _ bindings: [String: CELValue], limits: EvaluationLimits = EvaluationLimits()
    ) throws(ExpressionError) -> JSONValue {
        var meter = Meter(limits)
        do {
            if let soleExpression { return try soleExpression.evaluate(bindings, &meter).json(&meter) }
            var text = ""
            for part in parts { text += try self.text(of: part, bindings, &meter) }
            return .string(text)
        } catch {
            throw error.error
        }
    }

    private func text(
        of part: Part, _ bindings: [String: CELValue], _ meter: inout Meter
    ) throws(Fault) -> String {
        switch part {
        case .literal(let text): return text
        case .expression(let expression, let range):
            let value = try expression.evaluate(bindings, &meter)
            meter.range = range
            guard let text = value.interpolatedText else {
                let message = "\(value.type.withArticle) cannot stand inside text; `json(x)` makes text of anything"
                throw meter.fault(.typeMismatch, message)
            }
            try meter.produce(text.utf8.count)
            return text
        }
    }

    private static func parts(of text: String) throws(Fault) -> [Part] {
        let bytes = Array(text.utf8)
        let opening = ByteSearch(Array("${{".utf8))
        var parts: [Part] = []
        var start = 0
        while let place = opening.firstIndex(in: bytes, from: start) {
            if place > start { parts.append(.literal(String(decoding: bytes[start..<place], as: UTF8.self))) }
            var lexer = Lexer(bytes: bytes, start: place + 3, isInTemplate: true)
            let tokens = try lexer.tokenize()
            let end = lexer.position
            guard lexer.starts(with: "}}") else {
                let message = "this `${{` is not closed by `}}`"
                throw Fault(code: .syntax, message: message, range: place..<place + 3)
            }
            let source = String(decoding: bytes[place + 3..<end], as: UTF8.self)
            var parser = Parser(text: bytes, tokens: tokens)
            parts.append(.expression(Expression(source: source, syntax: try parser.parse()), place..<end + 2))
            start = end + 2
        }
        if start < bytes.count { parts.append(.literal(String(decoding: bytes[start...], as: UTF8.self))) }
        return parts
    }
}

extension CELValue {
    /// As ``plainText``, but a duration as pipelines write it.
    fileprivate var interpolatedText: String? {
        if case .duration(let value) = self { DurationNotation.short(value) } else { plainText }
    }
}
