/// A parsed expression: nodes in an array, children by index.
///
/// An index is a stable id, so that a type checker can keep its findings beside the tree; and no chain of nodes is
/// freed recursively.
struct Syntax: Sendable {
    typealias ID = Int

    /// How deep the tree may be: long chains of operators and fields lean to the left.
    static let maximumDepth = 256

    let text: [UInt8]
    private(set) var nodes: [Node] = []
    var root: ID = 0

    init(text: [UInt8]) {
        self.text = text
    }

    subscript(id: ID) -> Node { nodes[id] }

    /// Puts another meaning in the place of a node; its children stay in the tree, unused.
    mutating func replace(_ id: ID, with kind: Node.Kind) {
        nodes[id] = Node(kind: kind, range: nodes[id].range, depth: nodes[id].depth)
    }

    mutating func add(_ kind: Node.Kind, _ range: Range<Int>) throws(Fault) -> ID {
        let depth = 1 + kind.children.reduce(0) { max($0, nodes[$1].depth) }
        guard depth <= Self.maximumDepth else {
            let message = "this chain of operators has more than \(Self.maximumDepth) links"
            throw Fault(code: .tooDeep, message: message, range: range)
        }
        nodes.append(Node(kind: kind, range: range, depth: depth))
        return nodes.count - 1
    }

    /// `a.b.c` when the node is a name with nothing but fields after it.
    func dottedPath(_ id: ID) -> String? {
        switch self[id].kind {
        case .name(let name, isAbsolute: _): name
        case .select(let operand, let field, _): dottedPath(operand).map { "\($0).\(field)" }
        default: nil
        }
    }

    /// Whether the path begins with a dot.
    func isAbsolutePath(_ id: ID) -> Bool {
        switch self[id].kind {
        case .name(_, let isAbsolute): isAbsolute
        case .select(let operand, _, _): isAbsolutePath(operand)
        default: false
        }
    }

    /// The source of a node, shortened for use in a sentence.
    func quote(_ id: ID) -> String {
        let source = String(decoding: text[self[id].range], as: UTF8.self)
        return source.count > 60 ? "`\(source.prefix(57))…`" : "`\(source)`"
    }
}

struct Node: Sendable {
    let kind: Kind
    /// UTF-8 offsets into the whole text.
    let range: Range<Int>
    /// One more than the deepest child.
    let depth: Int

    enum Kind: Sendable {
        case literal(CELValue)
        /// A variable. With a leading dot it never means a macro's variable.
        case name(String, isAbsolute: Bool)
        /// `operand.field`; of an optional it gives an optional, and none where the field is missing.
        case select(Syntax.ID, field: String, fieldRange: Range<Int>)
        /// `operand.?field`: always an optional.
        case optionalSelect(Syntax.ID, field: String, fieldRange: Range<Int>)
        /// `has(operand.field)`
        case has(Syntax.ID, field: String, fieldRange: Range<Int>)
        /// `operand[key]`; of an optional it gives an optional.
        case index(Syntax.ID, Syntax.ID)
        /// `operand[?key]`: always an optional.
        case optionalIndex(Syntax.ID, Syntax.ID)
        case call(String, [Syntax.ID])
        case method(Syntax.ID, String, [Syntax.ID])
        case not(Syntax.ID)
        case negate(Syntax.ID)
        case binary(BinaryOperator, Syntax.ID, Syntax.ID)
        /// `&&` (decided by false) or `||` (decided by true) of two or more operands.
        case logic(decidedBy: Bool, [Syntax.ID])
        case conditional(Syntax.ID, Syntax.ID, Syntax.ID)
        /// Some items may be ``ifPresent(_:)``.
        case list([Syntax.ID])
        /// Some values may be ``ifPresent(_:)``.
        case map([(key: Syntax.ID, value: Syntax.ID)])
        /// `?item` in a list, or the value of `?key: value` in a map: an optional that is put in only if it has a value.
        case ifPresent(Syntax.ID)
        /// `cel.bind(variable, value, body)`
        case bind(variable: String, value: Syntax.ID, body: Syntax.ID)
        /// `operand.optMap(variable, body)`, or `optFlatMap` when the body gives an optional itself.
        case optionalMap(Syntax.ID, variable: String, body: Syntax.ID, isFlat: Bool)
        /// `operand.or(alternative)`, or `orValue` when it unwraps. The alternative is evaluated only if it is needed.
        case otherwise(Syntax.ID, alternative: Syntax.ID, unwraps: Bool)
        case comprehension(Comprehension)
        /// What the innermost comprehension has gathered so far.
        case accumulator
        /// The accumulator, a list, with one more item.
        case append(Syntax.ID)
        /// The accumulator, a map, with one more entry; a key that is there already is an error.
        case insert(key: Syntax.ID, value: Syntax.ID)
        /// The accumulator, a map, with all entries of the operand, a map.
        case merge(Syntax.ID)
        /// True unless the operand is false; an error counts as true.
        case notStrictlyFalse(Syntax.ID)
    }
}

/// What every list macro becomes: a fold over the items of a list or the keys of a map.
struct Comprehension: Sendable {
    /// The item of a list or the key of a map; with a second variable, the index or the key.
    let variable: String
    /// The item of a list or the value of a map entry, for macros with two variables.
    let secondVariable: String?
    let domain: Syntax.ID
    let initial: Syntax.ID
    /// Checked before each item; the fold stops when it is not true.
    let condition: Syntax.ID
    /// The next accumulator.
    let step: Syntax.ID
    let result: Syntax.ID
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"

    var precedence: Int {
        switch self {
        case .multiply, .divide, .remainder: 5
        case .add, .subtract: 4
        default: 3
        }
    }
}

extension Node.Kind {
    /// The children that stand in the text, each with the variables that a macro binds for it.
    var scopes: [(child: Syntax.ID, variables: [String])] {
        switch self {
        case .comprehension(let fold):
            [(fold.domain, []), (fold.step, [fold.variable] + (fold.secondVariable.map { [$0] } ?? []))]
        case .bind(let variable, let value, let body), .optionalMap(let value, let variable, let body, _):
            [(value, []), (body, [variable])]
        default: children.map { ($0, []) }
        }
    }

    var children: [Syntax.ID] {
        switch self {
        case .literal, .name, .accumulator: []
        case .select(let id, _, _), .has(let id, _, _), .not(let id), .negate(let id): [id]
        case .append(let id), .merge(let id), .ifPresent(let id), .notStrictlyFalse(let id): [id]
        case .optionalSelect(let id, _, _): [id]
        case .index(let first, let second), .optionalIndex(let first, let second): [first, second]
        case .binary(_, let first, let second), .insert(let first, let second): [first, second]
        case .bind(_, let first, let second), .optionalMap(let first, _, let second, _): [first, second]
        case .otherwise(let first, let second, _): [first, second]
        case .call(_, let ids), .logic(_, let ids), .list(let ids): ids
        case .method(let receiver, _, let arguments): [receiver] + arguments
        case .conditional(let first, let second, let third): [first, second, third]
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .comprehension(let fold): [fold.domain, fold.initial, fold.condition, fold.step, fold.result]
        }
    }
}
