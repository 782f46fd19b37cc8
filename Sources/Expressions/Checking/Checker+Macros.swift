// Collections, loops over them, and optionals.
extension Checker {
    mutating func list(_ items: [Syntax.ID]) -> StaticType {
        var joined = StaticType.nothing
        for item in items {
            let type = type(item)
            joined = joined.joined(with: type == .nothing ? .any : type)
        }
        return .list(joined, atMost: items.count)
    }

    /// An object if all keys are texts that are written down.
    mutating func map(_ entries: [(key: Syntax.ID, value: Syntax.ID)]) -> StaticType {
        var members: [String: ObjectShape.Member] = [:]
        var isOpen = false
        var keys = StaticType.nothing
        var values = StaticType.nothing
        for entry in entries {
            let key = type(entry.key)
            let value = type(entry.value)
            checkKey(entry.key, key)
            keys = keys.joined(with: key)
            values = values.joined(with: value)
            if case .literal(.string(let name)) = syntax[entry.key].kind {
                members[name] = ObjectShape.Member(value.handedOut, absence: absence(entry.value))
            } else {
                isOpen = true
            }
        }
        guard !isOpen else { return .map(keys, values) }
        return .object(ObjectShape(name: "this map", members: members))
    }

    private func absence(_ value: Syntax.ID) -> String? {
        guard case .ifPresent(let item) = syntax[value].kind else { return nil }
        return "it is there only if \(syntax.quote(item)) has a value"
    }

    private mutating func checkKey(_ id: Syntax.ID, _ key: StaticType) {
        switch key {
        case .any, .string, .int, .uint, .bool, .number: return
        default:
            report(
                .typeMismatch,
                "a map key is a text, an integer or true/false, and \(syntax.quote(id)) is \(key.spoken)",
                at: id)
        }
    }

    mutating func comprehension(_ fold: Comprehension) -> StaticType {
        let domain = type(fold.domain)
        let macro = macroName(fold)
        guard let loop = Loop(over: domain, hasTwoVariables: fold.secondVariable != nil) else {
            report(
                .typeMismatch, "`\(macro)` needs a list or a map, and \(syntax.quote(fold.domain)) is \(domain.spoken)",
                at: fold.domain)
            return .nothing
        }
        let initial = type(fold.initial)
        folds.append(Fold(macro: macro, turns: loop.turns, accumulator: initial))
        defer { folds.removeLast() }
        let gathered = inScope([(fold.variable, loop.first)] + (fold.secondVariable.map { [($0, loop.second)] } ?? []))
        {
            $0.step(fold.step, macro)
        }
        folds[folds.count - 1].accumulator = initial.joined(with: gathered)
        return type(fold.result)
    }

    /// One turn; the test of a macro is spoken of as such.
    private mutating func step(_ id: Syntax.ID, _ macro: String) -> StaticType {
        guard case .conditional(let test, let first, let second) = syntax[id].kind else { return type(id) }
        return conditional(test, first, second, "`\(macro)`")
    }

    func macroName(_ fold: Comprehension) -> String {
        let whole = syntax[fold.result].range
        return name(after: fold.domain, within: whole).map { source($0) } ?? "this macro"
    }

    private struct Loop {
        let first: StaticType
        let second: StaticType
        /// The greatest number of turns, if there is one.
        let turns: Int?

        init?(over domain: StaticType, hasTwoVariables: Bool) {
            switch domain {
            case .list(let item, let count):
                let item = item.isUnknown ? .any : item
                (first, second) = hasTwoVariables ? (.int, item) : (item, .any)
                turns = count
            case .map(let key, let value): (first, second, turns) = (key, value, nil)
            case .object(let shape):
                (first, second) = (.string, shape.isOpen ? .any : shape.joinedMembers)
                turns = shape.isOpen ? nil : shape.members.count
            case _ where domain.isUnknown: (first, second, turns) = (.any, .any, nil)
            default: return nil
            }
        }
    }

    private mutating func inScope<T>(
        _ variables: [(name: String, type: StaticType)], _ body: (inout Checker) -> T
    ) -> T {
        let outer = scopes.count
        scopes += variables.map { Scope(variable: $0.name, type: $0.type) }
        defer {
            scopes.removeLast(variables.count)
            reported.removeAll { $0.scope >= outer }
        }
        return body(&self)
    }

    /// The accumulator with the entries of a map.
    mutating func merged(_ id: Syntax.ID) -> StaticType {
        let type = type(id)
        switch type {
        case .map: return type
        case .object(let shape): return .map(.string, shape.isOpen ? .any : shape.joinedMembers)
        case _ where type.isUnknown: return type
        default:
            report(.typeMismatch, "this needs a map, and \(syntax.quote(id)) is \(type.spoken)", at: id)
            return .nothing
        }
    }
}

// Optionals and names for values.
extension Checker {
    mutating func bind(_ variable: String, _ value: StaticType, _ body: Syntax.ID) -> StaticType {
        inScope([(variable, value)]) { $0.type(body) }
    }

    mutating func optionalMap(
        _ operand: Syntax.ID, _ variable: String, _ body: Syntax.ID, _ isFlat: Bool
    ) -> StaticType {
        let wrapped = unwrapped(operand, isFlat ? "`optFlatMap`" : "`optMap`")
        let result = bind(variable, wrapped.isUnknown ? .any : wrapped, body)
        guard isFlat else { return .optional(result) }
        if result.isUnknown { return .optional(.any) }
        if case .optional = result { return result }
        report(
            .typeMismatch, "`optFlatMap` needs an optional, and \(syntax.quote(body)) is \(result.spoken)", at: body,
            help: "`optMap` takes any value")
        return .nothing
    }

    mutating func otherwise(_ operand: Syntax.ID, _ alternative: Syntax.ID, _ unwraps: Bool) -> StaticType {
        let wrapped = unwrapped(operand, unwraps ? "`orValue`" : "`or`")
        if unwraps { return wrapped.joined(with: type(alternative)) }
        return .optional(wrapped.joined(with: unwrapped(alternative, "`or`")))
    }

    /// What an optional holds.
    mutating func unwrapped(_ id: Syntax.ID, _ user: String) -> StaticType {
        let type = type(id)
        if case .optional(let wrapped) = type { return wrapped }
        guard !type.isUnknown else { return type }
        report(
            .typeMismatch, "\(user) needs an optional, and \(syntax.quote(id)) is \(type.spoken)", at: id,
            help: optionalHelp(id))
        return .nothing
    }

    private func optionalHelp(_ id: Syntax.ID) -> String {
        guard let link = link(id), !link.isTolerant else { return "`optional.of(\(source(id)))` makes one" }
        return "write `\(optionalSource(link))`, or leave it out"
    }
}

extension ObjectShape {
    var joinedMembers: StaticType {
        members.values.reduce(.nothing) { $0.joined(with: $1.type) }
    }
}
