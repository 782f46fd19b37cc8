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
        // `math.greatest(x)` is a function with a dotted name, unless `math` is a value.
        if let path = syntax.dottedPath(receiver), FunctionLibrary.standard.contains("\(path).\(name)") {
            return try syntax.add(.call("\(path).\(name)", arguments), range)
        }
        try checkFunction(name, .method, arguments.count, nameRange)
        return try syntax.add(.method(receiver, name, arguments), range)
    }

    private func checkFunction(
        _ name: String, _ style: Overload.Style, _ count: Int, _ range: Range<Int>
    ) throws(Fault) {
        guard refusesUnknownFunctions else { return }
        guard let problem = FunctionLibrary.standard.problem(name, style, argumentCount: count) else { return }
        throw Fault(code: .noSuchFunction, message: problem, range: range)
    }

    private mutating func has(_ argument: Syntax.ID, _ range: Range<Int>) throws(Fault) -> Syntax.ID {
        guard case .select(let operand, let field, let fieldRange) = syntax[argument].kind else {
            throw fault("`has` asks for a field, such as `has(input.name)`", syntax[argument].range)
        }
        return try syntax.add(.has(operand, field: field, fieldRange: fieldRange), range)
    }

    private mutating func expand(
        _ macro: Macro, _ domain: Syntax.ID, _ arguments: [Syntax.ID], _ range: Range<Int>
    ) throws(Fault) -> Syntax.ID {
        guard case .name(let variable, isAbsolute: false) = syntax[arguments[0]].kind else {
            throw fault("the first argument of `\(macro.name)` names its variable", syntax[arguments[0]].range)
        }
        let parts = try parts(of: macro, arguments, range)
        let fold = Comprehension(
            variable: variable, domain: domain, initial: parts.initial, condition: parts.condition, step: parts.step,
            result: parts.result)
        return try syntax.add(.comprehension(fold), range)
    }
}

enum Macro: String, Sendable {
    case all
    case exists
    case existsOne = "exists_one"
    case filter
    case map
    case mapFiltered

    init?(name: String, argumentCount: Int) {
        switch (name, argumentCount) {
        case ("existsOne", 2): self = .existsOne
        case ("map", 3): self = .mapFiltered
        case ("mapFiltered", _): return nil
        case (_, 2): self.init(rawValue: name)
        default: return nil
        }
    }

    var name: String { self == .mapFiltered ? "map" : rawValue }

    static let names = ["all", "exists", "exists_one", "filter", "map"]
}

/// The parts of a comprehension, made of a macro's arguments.
extension Parser {
    private typealias Parts = (initial: Syntax.ID, condition: Syntax.ID, step: Syntax.ID, result: Syntax.ID)

    private mutating func parts(
        of macro: Macro, _ arguments: [Syntax.ID], _ range: Range<Int>
    ) throws(Fault) -> Parts {
        let accumulator = try syntax.add(.accumulator, range)
        switch macro {
        case .all:
            return try deciding(false, arguments[1], accumulator, continueWhile: accumulator, range)
        case .exists:
            let isOpen = try syntax.add(.not(accumulator), range)
            return try deciding(true, arguments[1], accumulator, continueWhile: isOpen, range)
        case .existsOne: return try counting(arguments[1], accumulator, range)
        case .filter: return try gathering(arguments[0], where: arguments[1], accumulator, range)
        case .map: return try gathering(arguments[1], where: nil, accumulator, range)
        case .mapFiltered: return try gathering(arguments[2], where: arguments[1], accumulator, range)
        }
    }

    private mutating func deciding(
        _ decisive: Bool, _ test: Syntax.ID, _ accumulator: Syntax.ID, continueWhile isOpen: Syntax.ID,
        _ range: Range<Int>
    ) throws(Fault) -> Parts {
        let condition = try syntax.add(.notStrictlyFalse(isOpen), range)
        let step = try syntax.add(.logic(decidedBy: decisive, [accumulator, test]), range)
        return (try syntax.add(.literal(.bool(!decisive)), range), condition, step, accumulator)
    }

    private mutating func counting(
        _ test: Syntax.ID, _ accumulator: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> Parts {
        let one = try syntax.add(.literal(.int(1)), range)
        let more = try syntax.add(.binary(.add, accumulator, one), range)
        let step = try syntax.add(.conditional(test, more, accumulator), range)
        let result = try syntax.add(.binary(.equal, accumulator, one), range)
        let initial = try syntax.add(.literal(.int(0)), range)
        return (initial, try syntax.add(.literal(.bool(true)), range), step, result)
    }

    private mutating func gathering(
        _ item: Syntax.ID, where test: Syntax.ID?, _ accumulator: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> Parts {
        var step = try syntax.add(.append(item), range)
        if let test { step = try syntax.add(.conditional(test, step, accumulator), range) }
        let initial = try syntax.add(.list([]), range)
        return (initial, try syntax.add(.literal(.bool(true)), range), step, accumulator)
    }
}
