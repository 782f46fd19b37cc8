import JSONModel

/// Why a call can never work, in the user's words: the one place that says so, for the parser and the checker.
struct CallProblem: Sendable, Hashable {
    let message: String
    var help: String?
    /// For the name alone.
    var replacement: String?
}

extension FunctionLibrary {
    /// `nil` if there is such a function that takes so many arguments.
    func callProblem(_ name: String, _ style: Overload.Style, argumentCount count: Int) -> CallProblem? {
        let forms = overloads[name] ?? []
        let own = forms.filter { $0.style == style }
        if own.contains(where: { $0.takes(argumentCount: count) }) { return nil }
        if let problem = Self.macroProblem(name, style) { return problem }
        guard !forms.isEmpty else { return unknown(name, style) }
        guard !own.isEmpty else {
            let message =
                style == .method ? "write `\(name)(x)`, not `x.\(name)()`" : "write `x.\(name)()`, not `\(name)(x)`"
            return CallProblem(message: message)
        }
        return CallProblem(message: "`\(name)` takes \(Self.counts(own)), \(count) given")
    }

    private static func macroProblem(_ name: String, _ style: Overload.Style) -> CallProblem? {
        guard Macro.names.contains(name) else { return nil }
        return CallProblem(
            message: "`\(name)` is not written like this", help: macroForms[name].map { "write `\($0)`" })
    }

    private static let macroForms = [
        "all": "list.all(x, x > 0)", "exists": "list.exists(x, x > 0)", "exists_one": "list.exists_one(x, x > 0)",
        "existsOne": "list.existsOne(x, x > 0)", "filter": "list.filter(x, x > 0)", "map": "list.map(x, x + 1)",
        "transformList": "list.transformList(i, x, x + i)", "transformMap": "map.transformMap(k, v, v + 1)",
        "transformMapEntry": "map.transformMapEntry(k, v, {v: k})", "has": "has(input.name)",
        "or": "a.?b.or(a.?c)", "orValue": "a.?b.orValue(0)", "optMap": "a.?b.optMap(x, x + 1)",
        "optFlatMap": "a.?b.optFlatMap(x, x.?c)", "cel.bind": "cel.bind(x, input.name, x + x)",
    ]

    private func unknown(_ name: String, _ style: Overload.Style) -> CallProblem {
        let candidates = overloads.filter { $0.value.contains { $0.style == style } }.map(\.key)
        let macros = Macro.names.filter { (style == .method) == !["has", "cel.bind"].contains($0) }
        let nearest = Spelling.nearest(to: name, among: candidates + macros)
        return CallProblem(
            message: "there is no function called `\(name)`\(Spelling.hint(nearest))", replacement: nearest)
    }

    /// "1 argument", "2 or 3 arguments", "at least 1 argument".
    private static func counts(_ forms: [Overload]) -> String {
        let counts = Set(forms.map { $0.style == .method ? $0.parameters.count - 1 : $0.parameters.count }).sorted()
        let noun = counts == [1] ? "argument" : "arguments"
        let isOpen = forms.contains { $0.isVariadic }
        let spoken = counts.map(String.init).joined(separator: " or ")
        return "\(isOpen ? "at least " : "")\(spoken == "0" ? "no" : spoken) \(noun)"
    }
}
