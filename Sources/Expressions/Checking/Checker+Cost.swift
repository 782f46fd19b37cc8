extension Checker {
    /// The worst case, if the types bound it; a problem if even empty texts make it too costly.
    mutating func estimateCost(_ limits: EvaluationLimits) -> Int? {
        var usual = CostEstimate(syntax, types, .usual)
        let worst = usual.total()
        if let worst, worst <= limits.steps { return worst }
        var least = CostEstimate(syntax, types, .least)
        guard problems.isEmpty, let sure = least.total(), sure > limits.steps else { return worst }
        let loops = costliestLoops(least.costs)
        let place = loops.last.map { ": \($0)" } ?? ""
        report(
            .tooCostly, "worst case \(Self.grouped(sure)) steps, the limit is \(Self.grouped(limits.steps))\(place)",
            at: syntax.root, help: "bound the lists it walks over with `maxItems`, or filter them first")
        return worst
    }

    /// "`map`", "`exists` inside `map`", …: the way to where most steps go, from the outside.
    private func costliestLoops(_ costs: [Int]) -> [String] {
        var loops: [String] = []
        var id = syntax.root
        while let next = syntax[id].kind.children.max(by: { costs[$0] < costs[$1] }) {
            if case .comprehension(let fold) = syntax[id].kind {
                let name = "`\(macroName(fold))`"
                loops.append(loops.last.map { "\(name) inside \($0)" } ?? name)
            }
            id = next
        }
        return loops
    }

    /// "12,000,000"
    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
