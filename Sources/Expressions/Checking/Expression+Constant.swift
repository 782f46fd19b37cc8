extension Expression {
    /// The value, if it is the same whatever the names it reads stand for: `1 + 1`, `false && input.x`.
    ///
    /// `nil` also if working it out fails, or takes more than 10,000 steps.
    public var constant: CELValue? {
        var finder = ConstantFinder(syntax: syntax, reads: references.map(\.range.lowerBound))
        return finder.value(syntax.root)
    }
}

/// Works out the parts of a tree that read no names.
private struct ConstantFinder {
    let syntax: Syntax
    /// Where names are read.
    let reads: [Int]
    private var meter = Meter(EvaluationLimits(steps: 10_000, producedBytes: 100_000))

    init(syntax: Syntax, reads: [Int]) {
        self.syntax = syntax
        self.reads = reads
    }

    mutating func value(_ id: Syntax.ID) -> CELValue? {
        let node = syntax[id]
        guard reads.contains(where: { node.range.contains($0) }) else { return evaluated(id) }
        switch node.kind {
        case .logic(let decisive, let operands):
            for operand in operands where value(operand)?.boolValue == decisive { return .bool(decisive) }
            return nil
        case .not(let operand): return value(operand)?.boolValue.map { .bool(!$0) }
        case .conditional(let test, let first, let second):
            guard let outcome = value(test)?.boolValue else { return nil }
            return value(outcome ? first : second)
        default: return nil
        }
    }

    private mutating func evaluated(_ id: Syntax.ID) -> CELValue? {
        var evaluator = Evaluator(syntax, [:], meter)
        defer { meter = evaluator.meter }
        return try? evaluator.evaluate(id)
    }
}
