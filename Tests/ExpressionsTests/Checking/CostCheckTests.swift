import Expressions
import Testing

@Suite("The worst case")
struct CostCheckTests {
    @Test(
        "counts what the evaluator counts",
        arguments: [
            ("1 + 1", 3), ("input.count", 2), ("true && input.big", 4), ("input.big ? 1 : 1 + 1", 6),
            ("[1, 2, 3]", 8), ("input.kind == 'video'", 6), ("input.tags.size()", 3), ("input.url.size()", 103),
        ])
    func exact(source: String, cost: Int) throws {
        #expect(try check(source).worstCost == cost)
    }

    @Test("grows with the bound of a list, and with what happens for each item")
    func loops() throws {
        let cheap = try #require(try check("input.tags.all(t, true)").worstCost)
        let dear = try #require(try check("input.tags.all(t, t.matches('a+'))").worstCost)
        let long = try #require(try check("input.items.all(t, true)").worstCost)
        #expect(cheap < 100)
        #expect(dear > cheap + 10 * 500)
        #expect((5...15).contains(long / cheap))
    }

    @Test(
        "is not known for lists and maps without a bound, and nothing is said",
        arguments: [
            "input.many.all(x, x > 1)", "input.many.all(x, input.many.all(y, x != y))", "input.extra.all(x, x > 1)",
            "input.counts.all(k, k > 'a')", "1 in input.many", "json(input.extra)", "input.url.split(',').map(x, x)",
            "input.extra == input.extra",
        ])
    func unbounded(source: String) throws {
        let checked = try check(source)
        #expect(checked.worstCost == nil)
        #expect(checked.problems == [])
    }

    @Test(
        "is known where something else is the bound",
        arguments: ["input.extra == 'x'", "[1, 2, 3].all(x, x > 1)", "input.many.size()", "{'a': 1}.all(k, k > 'a')"])
    func bounded(source: String) throws {
        #expect(try check(source).worstCost != nil)
    }

    @Test("above the limit is a problem that tells the loops and the limit")
    func tooCostly() throws {
        let source = "input.items.map(i, input.items.exists(j, input.items.all(k, k.price > j.price)))"
        let problem = try #require(try check(source).problems.first)
        #expect(problem.kind == .tooCostly)
        #expect(problem.message.hasPrefix("worst case 9,1"))
        #expect(problem.message.hasSuffix(" steps, the limit is 1,000,000: `all` inside `exists` inside `map`"))
        #expect(problem.help?.contains("maxItems") == true)
    }

    @Test("the limit is that of the evaluation, and long texts alone are no problem")
    func limits() throws {
        let loop = try Expression(parsing: "input.tags.all(t, t != '')")
        #expect(loop.check(Sample.names, limits: EvaluationLimits(steps: 20)).problems.map(\.kind) == [.tooCostly])
        let text = try Expression(parsing: "input.url + input.url == ''")
        let checked = text.check(Sample.names, limits: EvaluationLimits(steps: 100))
        #expect(checked.problems == [])
        #expect((checked.worstCost ?? 0) > 100)
    }
}
