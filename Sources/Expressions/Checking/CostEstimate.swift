/// The most steps that one evaluation may take, in the units of ``Meter``, by the bounds of the types.
struct CostEstimate {
    /// What counts for things whose size no type bounds.
    struct Assumptions {
        /// Bytes of one text.
        var textSize: Int
        /// Items of a list, entries of a map; `nil` if then nothing can be said.
        var itemCount: Int?

        /// For an estimate of real work: texts of 1,000 bytes.
        static let usual = Assumptions(textSize: 1000, itemCount: nil)
        /// For what is certain to be reached if the lists are as long as they may be.
        static let least = Assumptions(textSize: 0, itemCount: 0)
    }

    let syntax: Syntax
    let types: [StaticType]
    let assumptions: Assumptions
    /// By node; of a node within a loop, for one turn.
    private(set) var costs: [Int]
    /// Whether something was met whose cost nothing bounds.
    private(set) var isUnbounded = false
    var scopes: [(variable: String, widest: Int)] = []
    /// The widest text that open comprehensions have gathered.
    private var gathered: [Int] = []

    init(_ syntax: Syntax, _ types: [StaticType], _ assumptions: Assumptions) {
        self.syntax = syntax
        self.types = types
        self.assumptions = assumptions
        costs = Array(repeating: 0, count: syntax.nodes.count)
    }

    /// `nil` if nothing bounds it.
    mutating func total() -> Int? {
        _ = visit(syntax.root)
        return isUnbounded ? nil : costs[syntax.root]
    }

    /// Notes the cost of a node.
    ///
    /// - Returns: the bytes of the widest text within its value.
    mutating func visit(_ id: Syntax.ID) -> Int {
        var cost = 1
        let widest = visit(id, &cost)
        costs[id] = cost
        // A type that names its texts knows better.
        if case .string(.some(let texts)) = types[id], !texts.isEmpty { return min(widest, Self.widest(of: texts)) }
        return types[id].holdsText ? widest : 0
    }

    private mutating func visit(_ id: Syntax.ID, _ cost: inout Int) -> Int {
        switch syntax[id].kind {
        case .literal(let value): return value.widestText
        case .name(let name, let isAbsolute):
            if !isAbsolute, let scope = scopes.last(where: { $0.variable == name }) { return scope.widest }
            return widest(types[id])
        case .accumulator: return gathered.last ?? 0
        case .binary(let symbol, let left, let right): return binary(symbol, left, right, &cost)
        case .conditional(let test, let first, let second):
            _ = add(test, &cost)
            let widest = max(visit(first), visit(second))
            cost = cost.addingClamped(max(costs[first], costs[second]))
            return widest
        case .list(let items):
            cost = cost.addingClamped(items.count * Meter.itemSize / 10)
            return items.reduce(0) { max($0, add($1, &cost)) }
        case .map(let entries):
            cost = cost.addingClamped(entries.count * Meter.itemSize / 10)
            return entries.reduce(0) { max($0, addKey($1.key, &cost), add($1.value, &cost)) }
        case .index(let operand, let index), .optionalIndex(let operand, let index):
            let widest = add(operand, &cost)
            _ = addKey(index, &cost)
            return widest
        case .append(let item):
            cost += Meter.itemSize / 10
            return add(item, &cost)
        case .insert(let key, let value):
            cost += Meter.itemSize / 10
            return max(addKey(key, &cost), add(value, &cost))
        case .merge(let map):
            let widest = add(map, &cost)
            cost = cost.addingClamped(count(types[map]).multipliedClamped(by: 3 + widest / 64))
            return widest
        case .bind(let variable, let value, let body), .optionalMap(let value, let variable, let body, _):
            return inScope([(variable, add(value, &cost))], body, &cost)
        case .call(let name, let arguments): return call(name, arguments, id, &cost)
        case .method(let receiver, let name, let arguments): return call(name, [receiver] + arguments, id, &cost)
        case .comprehension(let fold): return comprehension(fold, &cost)
        default: return syntax[id].kind.children.reduce(0) { max($0, add($1, &cost)) }
        }
    }

    /// Adds the cost of a part.
    mutating func add(_ id: Syntax.ID, _ cost: inout Int) -> Int {
        let widest = visit(id)
        cost = cost.addingClamped(costs[id])
        return widest
    }

    /// Adds the cost of a part that is a key of a map, and of finding it there.
    private mutating func addKey(_ id: Syntax.ID, _ cost: inout Int) -> Int {
        let widest = add(id, &cost)
        cost = cost.addingClamped(widest / 64)
        return widest
    }

    private mutating func inScope(
        _ variables: [(variable: String, widest: Int)], _ body: Syntax.ID, _ cost: inout Int
    ) -> Int {
        scopes += variables
        defer { scopes.removeLast(variables.count) }
        return add(body, &cost)
    }

    private mutating func comprehension(_ fold: Comprehension, _ cost: inout Int) -> Int {
        let domain = add(fold.domain, &cost)
        let initial = add(fold.initial, &cost)
        let turns = count(types[fold.domain])
        var turn = 0
        gathered.append(initial)
        _ = add(fold.condition, &turn)
        let step = inScope([(fold.variable, domain), (fold.secondVariable ?? "", domain)], fold.step, &turn)
        // Of a map, the keys are put in order first.
        if case .list = types[fold.domain] {} else { turn = turn.addingClamped(1 + domain / 64) }
        gathered[gathered.count - 1] = max(initial, step)
        cost = cost.addingClamped(turn.multipliedClamped(by: turns))
        let widest = add(fold.result, &cost)
        gathered.removeLast()
        return widest
    }

    private mutating func binary(
        _ symbol: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID, _ cost: inout Int
    ) -> Int {
        let a = add(left, &cost)
        let b = add(right, &cost)
        switch symbol {
        case .equal, .notEqual: cost = cost.addingClamped(comparison(types[left], a, types[right], b))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: cost = cost.addingClamped(min(a, b) / 10)
        case .isIn:
            guard case .list(let item, _) = types[right] else {
                cost = cost.addingClamped(a / 64)
                break
            }
            let one = comparison(types[left], a, item, b)
            cost = cost.addingClamped(one.multipliedClamped(by: count(types[right])))
        case .add:
            if case .list = types[left] { cost = cost.addingClamped(count(types[left]).multipliedClamped(by: 3)) }
            if case .list = types[right] { cost = cost.addingClamped(count(types[right]).multipliedClamped(by: 3)) }
            cost = cost.addingClamped(a.addingClamped(b) / 10)
            return a.addingClamped(b)
        default: break
        }
        return 0
    }

    /// Of two values, part by part; it ends with the smaller one. The keys of maps are put in order.
    private mutating func comparison(_ a: StaticType, _ widestA: Int, _ b: StaticType, _ widestB: Int) -> Int {
        let parts = [weight(a), weight(b)].compactMap { $0 }.min()
        let one = 2 + min(widestA, widestB) / 10 + (a.hasKeys ? widestA / 64 : 0)
        return bounded(parts).multipliedClamped(by: one)
    }
}

// Sizes by type.
extension CostEstimate {
    /// How many turns a loop over it takes.
    mutating func count(_ type: StaticType) -> Int {
        switch type {
        case .list(_, let count): bounded(count)
        case .object(let shape): bounded(shape.isOpen ? nil : shape.members.count)
        case .optional(let wrapped): count(wrapped)
        case .any, .map: bounded(nil)
        default: 0
        }
    }

    mutating func bounded(_ count: Int?) -> Int {
        if let count = count ?? assumptions.itemCount { return count }
        isUnbounded = true
        return 1
    }

    /// How many values it is made of, itself among them.
    func weight(_ type: StaticType) -> Int? {
        switch type {
        case .any, .map: assumptions.itemCount.map { $0 + 1 }
        case .list(let item, let count):
            (count ?? assumptions.itemCount).flatMap { count in
                count == 0 ? 1 : weight(item).map { $0.multipliedClamped(by: count).addingClamped(1) }
            }
        case .object(let shape): shape.isOpen ? assumptions.itemCount.map { $0 + 1 } : weight(shape)
        case .optional(let wrapped): weight(wrapped).map { $0.addingClamped(1) }
        default: 1
        }
    }

    private func weight(_ shape: ObjectShape) -> Int? {
        var sum = 1 + shape.members.count
        for member in shape.members.values {
            guard let part = weight(member.type) else { return nil }
            sum = sum.addingClamped(part)
        }
        return sum
    }

    /// The bytes of the widest text in a value from outside, names of members included.
    private func widest(_ type: StaticType) -> Int {
        switch type {
        case .string(.some(let texts)): Self.widest(of: texts)
        case .list(let item, _): widest(item)
        case .optional(let wrapped): widest(wrapped)
        default: type.holdsText ? assumptions.textSize : 0
        }
    }

    static func widest(of texts: Set<String>) -> Int { texts.reduce(0) { max($0, $1.utf8.count) } }
}

extension StaticType {
    /// Whether a value of this type may hold text or bytes.
    fileprivate var holdsText: Bool {
        switch self {
        case .null, .bool, .int, .uint, .double, .number, .timestamp, .duration, .type: false
        case .list(let item, _): item.holdsText
        case .optional(let wrapped): wrapped.holdsText
        case .any, .string, .bytes, .map, .object: true
        }
    }
}

extension StaticType {
    /// Whether there may be a map in it.
    fileprivate var hasKeys: Bool {
        switch self {
        case .any, .map, .object: true
        case .list(let item, _): item.hasKeys
        case .optional(let wrapped): wrapped.hasKeys
        default: false
        }
    }
}

extension CELValue {
    fileprivate var widestText: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        default: 0
        }
    }
}
