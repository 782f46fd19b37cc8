/// A call with a variable that is worked out for each item of a list or each key of a map.
struct Macro: Sendable {
    enum Kind: String, Sendable {
        case all
        case exists
        case existsOne
        case filter
        case map
        case transformList
        case transformMap
        case transformMapEntry
    }

    let kind: Kind
    /// As it was written.
    let name: String
    let hasTwoVariables: Bool
    /// Whether a test stands before the last argument, which is worked out only for items that pass.
    let hasTest: Bool

    /// `nil` if no macro of that name takes that many arguments.
    init?(name: String, argumentCount: Int) {
        guard let kind = name == "exists_one" ? .existsOne : Kind(rawValue: name) else { return nil }
        self.kind = kind
        self.name = name
        switch kind {
        case .filter where argumentCount == 2: (hasTwoVariables, hasTest) = (false, false)
        case .map where argumentCount == 2 || argumentCount == 3:
            (hasTwoVariables, hasTest) = (false, argumentCount == 3)
        case .all, .exists, .existsOne:
            guard argumentCount == 2 || argumentCount == 3 else { return nil }
            (hasTwoVariables, hasTest) = (argumentCount == 3, false)
        case .transformList, .transformMap, .transformMapEntry:
            guard argumentCount == 3 || argumentCount == 4 else { return nil }
            (hasTwoVariables, hasTest) = (true, argumentCount == 4)
        default: return nil
        }
    }

    /// What the parser expands, for suggestions.
    static let names = [
        "all", "exists", "exists_one", "existsOne", "filter", "map", "transformList", "transformMap",
        "transformMapEntry", "has", "or", "orValue", "optMap", "optFlatMap", "cel.bind",
    ]
}

/// The parts of a comprehension, made of a macro's arguments.
extension Parser {
    typealias Parts = (initial: Syntax.ID, condition: Syntax.ID, step: Syntax.ID, result: Syntax.ID)

    /// - Parameters:
    ///   - arguments: those after the variables.
    ///   - key: the first variable, as a node.
    mutating func parts(
        of macro: Macro, _ arguments: [Syntax.ID], key: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> Parts {
        let accumulator = try syntax.add(.accumulator, range)
        let last = arguments[arguments.count - 1]
        let test = macro.hasTest ? arguments[0] : nil
        switch macro.kind {
        case .all: return try deciding(false, last, accumulator, continueWhile: accumulator, range)
        case .exists:
            let isOpen = try syntax.add(.not(accumulator), range)
            return try deciding(true, last, accumulator, continueWhile: isOpen, range)
        case .existsOne: return try counting(last, accumulator, range)
        case .filter: return try gathering(.append(key), into: .list([]), where: last, accumulator, range)
        case .map, .transformList:
            return try gathering(.append(last), into: .list([]), where: test, accumulator, range)
        case .transformMap:
            return try gathering(.insert(key: key, value: last), into: .map([]), where: test, accumulator, range)
        case .transformMapEntry:
            return try gathering(.merge(last), into: .map([]), where: test, accumulator, range)
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
        _ kind: Node.Kind, into empty: Node.Kind, where test: Syntax.ID?, _ accumulator: Syntax.ID,
        _ range: Range<Int>
    ) throws(Fault) -> Parts {
        var step = try syntax.add(kind, range)
        if let test { step = try syntax.add(.conditional(test, step, accumulator), range) }
        let initial = try syntax.add(empty, range)
        return (initial, try syntax.add(.literal(.bool(true)), range), step, accumulator)
    }
}
