import JSONModel

/// Finds the type of every node of one tree, and what cannot work.
///
/// Says nothing about what it does not know; what a problem hides becomes ``StaticType/nothing``, of which nothing is
/// said either, so that one cause gives one problem.
struct Checker {
    let syntax: Syntax
    let names: [String: StaticType]
    /// Dotted paths that are there whatever their declaration says.
    let present: Set<String>

    /// By node; nodes that nobody visited have ``StaticType/any``.
    private(set) var types: [StaticType]
    private(set) var problems: [ExpressionProblem] = []
    /// Variables of macros, innermost last.
    var scopes: [Scope] = []
    /// What open comprehensions have gathered, innermost last.
    var folds: [Fold] = []
    /// Members that conditions around the current node prove to be there.
    var facts: [Fact] = []
    /// Members that were reported as missing already.
    var reported: [Fact] = []
    /// The last member of the chain `a.b.c` that is being read.
    var chainEnd: Syntax.ID = 0
    /// What is being compared with null.
    var nullComparison: Syntax.ID?

    struct Scope {
        let variable: String
        let type: StaticType
    }

    struct Fold {
        let macro: String
        /// The greatest number of turns.
        let turns: Int?
        var accumulator: StaticType
    }

    init(_ syntax: Syntax, _ names: [String: StaticType], present: Set<String>) {
        self.syntax = syntax
        self.names = names
        self.present = present
        types = Array(repeating: .any, count: syntax.nodes.count)
    }

    mutating func type(_ id: Syntax.ID) -> StaticType {
        let outerEnd = chainEnd
        chainEnd = id
        defer { chainEnd = outerEnd }
        return typeInChain(id)
    }

    /// The type of the operand of a member access, which belongs to the same chain.
    mutating func typeInChain(_ id: Syntax.ID) -> StaticType {
        let type = find(id)
        types[id] = type
        return type
    }

    private mutating func find(_ id: Syntax.ID) -> StaticType {
        switch syntax[id].kind {
        case .literal(.string(let text)): return .string(among: [text])
        case .literal(let value): return StaticType(of: value)
        case .name(let name, let isAbsolute): return lookUp(name, isAbsolute, id)
        case .select, .optionalSelect, .has, .index, .optionalIndex: return access(id)
        case .call(let name, let arguments): return call(name, .function, arguments, id)
        case .method(let receiver, let name, let arguments): return call(name, .method, [receiver] + arguments, id)
        case .not(let operand):
            require(.bool, operand, "`!`")
            return .bool
        case .negate(let operand): return negate(operand, id)
        case .binary(let symbol, let left, let right): return binary(symbol, left, right, id)
        case .logic(let decisive, let operands): return logic(decisive, operands)
        case .conditional(let test, let first, let second): return conditional(test, first, second, "`? :`")
        case .list(let items): return list(items)
        case .map(let entries): return map(entries)
        case .ifPresent(let item): return unwrapped(item, "`?`")
        case .bind(let variable, let value, let body): return bind(variable, type(value), body)
        case .optionalMap(let operand, let variable, let body, let isFlat):
            return optionalMap(operand, variable, body, isFlat)
        case .otherwise(let operand, let alternative, let unwraps): return otherwise(operand, alternative, unwraps)
        case .comprehension(let fold): return comprehension(fold)
        case .accumulator: return folds.last?.accumulator ?? .any
        case .append(let item): return .list(narrowed(type(item), item), atMost: folds.last?.turns)
        case .insert(let key, let value): return .map(type(key), type(value))
        case .merge(let map): return merged(map)
        case .notStrictlyFalse: return .bool
        }
    }

    private mutating func lookUp(_ name: String, _ isAbsolute: Bool, _ id: Syntax.ID) -> StaticType {
        if !isAbsolute, let scope = scopes.last(where: { $0.variable == name }) { return scope.type }
        if let type = names[name] { return type }
        if CELType(rawValue: name) != nil { return .type }
        let known = names.keys + (isAbsolute ? [] : scopes.map(\.variable))
        let nearest = Spelling.nearest(to: name, among: known)
        report(
            .unknownName, "there is nothing called `\(name)` here\(Spelling.hint(nearest))", at: id,
            help: known.isEmpty ? nil : "known here: \(Self.spoken(known))",
            replacement: nearest.map { isAbsolute ? ".\($0)" : $0 })
        return .nothing
    }
}

// Problems.
extension Checker {
    mutating func report(
        _ kind: ExpressionProblem.Kind, _ message: String, at id: Syntax.ID, help: String? = nil,
        replacement: String? = nil
    ) {
        report(kind, message, at: syntax[id].range, help: help, replacement: replacement)
    }

    mutating func report(
        _ kind: ExpressionProblem.Kind, _ message: String, at range: Range<Int>, help: String? = nil,
        replacement: String? = nil
    ) {
        let problem = ExpressionProblem(kind, message, range: range, help: help, replacement: replacement)
        // The parts of a macro may stand in the tree twice.
        if !problems.contains(problem) { problems.append(problem) }
    }

    func source(_ id: Syntax.ID) -> String { source(syntax[id].range) }

    func source(_ range: Range<Int>) -> String { String(decoding: syntax.text[range], as: UTF8.self) }

    /// "`a`, `b` and 3 more", in the order of the alphabet.
    static func spoken(_ names: some Collection<String>) -> String {
        let shown = names.sorted().prefix(8).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
