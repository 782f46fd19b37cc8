import Expressions
import Testing

@Suite("What the checker promises")
struct CheckPromiseTests {
    /// What only wrong types and wrong names can cause.
    private static let typeErrors: Set<ExpressionError.Code> = [
        .typeMismatch, .noSuchField, .noSuchFunction, .unknownName, .syntax,
    ]

    @Test("an expression without problems never meets a wrong type or name, nor costs more than its worst case")
    func promises() throws {
        var generator = ExpressionGenerator(seed: 4)
        var kept = 0
        for _ in 0..<6000 {
            let source = generator.expression()
            let expression = try Expression(parsing: source)
            let checked = expression.check(ExpressionGenerator.names)
            guard checked.problems.isEmpty else { continue }
            kept += 1
            for _ in 0..<2 {
                let error = failure(expression, generator.bindings(), steps: checked.worstCost ?? 5_000_000)
                if let error, Self.typeErrors.contains(error.code) { Issue.record("\(source): \(error)") }
                if error?.code == .tooCostly { Issue.record("\(source): more than \(checked.worstCost ?? -1) steps") }
            }
        }
        #expect(kept > 2000)
    }

    @Test("an expression gives a value of the type that was found")
    func resultTypes() throws {
        var generator = ExpressionGenerator(seed: 5)
        var judged = 0
        for _ in 0..<2000 {
            let source = generator.expression()
            let expression = try Expression(parsing: source)
            let checked = expression.check(ExpressionGenerator.names)
            guard let value = try? expression.evaluate(generator.bindings()) else { continue }
            judged += 1
            #expect(StaticType(of: value).fits(checked.type) != false, "\(source) is \(value), not \(checked.type)")
        }
        #expect(judged > 700)
    }

    @Test("whatever is parsed can be checked")
    func noise() throws {
        let pieces = [
            "1", "2u", "x", "s", "o", ".n", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-", "!", "&&", "==",
            "in", "'a'", "map", ".map(x, ", ".exists(x, ", "has(", "size(", ".join(", ".format(", "null", "true", ".?n",
            "[?0]", ".orValue(", "cel.bind(x, ", "math.greatest(", ".replace(", "matches(", ".split()",
        ]
        var generator = SplitMix(state: 9)
        var checked = 0
        for _ in 0..<30_000 {
            let count = Int.random(in: 1...9, using: &generator)
            let source = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let expression = try? Expression(parsing: source, refusesUnknownFunctions: false) else { continue }
            let result = expression.check(ExpressionGenerator.names)
            for problem in result.problems { #expect(problem.range.upperBound <= source.utf8.count) }
            checked += 1
        }
        #expect(checked > 300)
    }

    private func failure(_ expression: Expression, _ bindings: [String: CELValue], steps: Int) -> ExpressionError? {
        do {
            let limits = EvaluationLimits(steps: steps, producedBytes: 1 << 40)
            _ = try expression.evaluate(bindings, limits: limits)
            return nil
        } catch {
            return error
        }
    }
}
