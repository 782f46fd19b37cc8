extension Parser {
    mutating func call(
        _ name: String, at nameRange: Range<Int>, _ arguments: [Syntax.ID], _ range: Range<Int>
    ) throws(Fault) -> Syntax.ID {
        if name == "has", arguments.count == 1 { return try has(arguments[0], range) }
        try checkFunction(name, .function, arguments.count, nameRange)
        return try syntax.add(.call(name, arguments), range)
    }

    mutating func method(
        _ name: String, at nameRange: Range<Int>, of receiver: Syntax.ID, _ arguments: [Syntax.ID], _ range: Range<Int>
    ) throws(Fault) -> Syntax.ID {
        if let macro = Macro(name: name, argumentCount: arguments.count) {
            return try expand(macro, receiver, arguments, range)
        }
        // `math.greatest(x)` is a function with a dotted name.
        if let path = syntax.dottedPath(receiver), FunctionLibrary.standard.hasNamespace(path) {
            let fullName = "\(path).\(name)"
            if fullName == "cel.bind", arguments.count == 3 { return try bind(arguments, range) }
            if FunctionLibrary.standard.contains(fullName) || refusesUnknownFunctions {
                let fullRange = syntax[receiver].range.lowerBound..<nameRange.upperBound
                try checkFunction(fullName, .function, arguments.count, fullRange)
                return try syntax.add(.call(fullName, arguments), range)
            }
        }
        if let node = try optionalMacro(name, receiver, arguments, range) { return node }
        try checkFunction(name, .method, arguments.count, nameRange)
        return try syntax.add(.method(receiver, name, arguments), range)
    }

    private func checkFunction(
        _ name: String, _ style: Overload.Style, _ count: Int, _ range: Range<Int>
    ) throws(Fault) {
        guard refusesUnknownFunctions else { return }
        guard let problem = FunctionLibrary.standard.callProblem(name, style, argumentCount: count) else { return }
        var fault = Fault(code: .noSuchFunction, message: problem.message, range: range)
        fault.help = problem.help
        fault.replacement = problem.replacement
        throw fault
    }

    private mutating func has(_ argument: Syntax.ID, _ range: Range<Int>) throws(Fault) -> Syntax.ID {
        guard case .select(let operand, let field, let fieldRange) = syntax[argument].kind else {
            throw fault("`has` asks for a field, such as `has(input.name)`", syntax[argument].range)
        }
        return try syntax.add(.has(operand, field: field, fieldRange: fieldRange), range)
    }

    private mutating func bind(_ arguments: [Syntax.ID], _ range: Range<Int>) throws(Fault) -> Syntax.ID {
        let name = try variable(arguments[0], of: "cel.bind")
        return try syntax.add(.bind(variable: name, value: arguments[1], body: arguments[2]), range)
    }

    /// What looks like a method of an optional and does not evaluate all its arguments.
    private mutating func optionalMacro(
        _ name: String, _ receiver: Syntax.ID, _ arguments: [Syntax.ID], _ range: Range<Int>
    ) throws(Fault) -> Syntax.ID? {
        switch (name, arguments.count) {
        case ("or", 1), ("orValue", 1):
            let kind = Node.Kind.otherwise(receiver, alternative: arguments[0], unwraps: name == "orValue")
            return try syntax.add(kind, range)
        case ("optMap", 2), ("optFlatMap", 2):
            let variable = try variable(arguments[0], of: name)
            let isFlat = name == "optFlatMap"
            let kind = Node.Kind.optionalMap(receiver, variable: variable, body: arguments[1], isFlat: isFlat)
            return try syntax.add(kind, range)
        default: return nil
        }
    }

    func variable(_ argument: Syntax.ID, of macro: String, _ place: String = "first") throws(Fault) -> String {
        guard case .name(let variable, isAbsolute: false) = syntax[argument].kind else {
            throw fault("the \(place) argument of `\(macro)` names its variable", syntax[argument].range)
        }
        return variable
    }

    private mutating func expand(
        _ macro: Macro, _ domain: Syntax.ID, _ arguments: [Syntax.ID], _ range: Range<Int>
    ) throws(Fault) -> Syntax.ID {
        let first = try variable(arguments[0], of: macro.name)
        let second = macro.hasTwoVariables ? try variable(arguments[1], of: macro.name, "second") : nil
        if first == second {
            throw fault("the variables of `\(macro.name)` need different names", syntax[arguments[1]].range)
        }
        let rest = Array(arguments.dropFirst(macro.hasTwoVariables ? 2 : 1))
        let parts = try parts(of: macro, rest, key: arguments[0], range)
        let fold = Comprehension(
            variable: first, secondVariable: second, domain: domain, initial: parts.initial,
            condition: parts.condition, step: parts.step, result: parts.result)
        return try syntax.add(.comprehension(fold), range)
    }
}
