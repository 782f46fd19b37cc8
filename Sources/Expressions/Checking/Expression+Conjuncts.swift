extension Expression {
    /// One of the conditions that must all be true for the whole to be true.
    package struct Conjunct: Sendable, Hashable {
        package let text: String
        /// UTF-8 offsets into the text that was parsed.
        package let range: Range<Int>
    }

    /// The operands of the outermost `&&`, or the whole expression.
    package var conjuncts: [Conjunct] {
        conjuncts(of: syntax.root).map { id in
            let range = syntax[id].range
            return Conjunct(text: String(decoding: syntax.text[range], as: UTF8.self), range: range)
        }
    }

    /// UTF-8 offsets of the expression without blanks and braces around it, into the text that was parsed.
    package var range: Range<Int> { syntax[syntax.root].range }

    private func conjuncts(of id: Syntax.ID) -> [Syntax.ID] {
        guard case .logic(decidedBy: false, let operands) = syntax[id].kind else { return [id] }
        return operands.flatMap(conjuncts)
    }
}

extension Expression {
    /// A stretch of the text that was parsed; empty beyond its end.
    package func text(in range: Range<Int>) -> String {
        String(decoding: syntax.text[range.clamped(to: 0..<syntax.text.count)], as: UTF8.self)
    }
}
