import JSONModel

/// Reads one test of one attribute of `message`.
struct AtomReader {
    let syntax: Syntax

    /// An attribute, and what stands for it where it is missing.
    private struct Operand {
        let attribute: String
        var fallback: JSONValue?
    }

    /// `nil` for anything else.
    func atom(_ id: Syntax.ID) -> Atom? {
        switch syntax[id].kind {
        case .has(let operand, let field, _): return isMessage(operand) ? .presence(of: field) : nil
        case .binary(let symbol, let left, let right): return binary(symbol, left, right)
        case .method(let receiver, let name, let arguments): return method(receiver, name, arguments)
        default: return operand(id).map { applyingDefault(of: $0, to: .truth(of: $0.attribute)) }
        }
    }

    private func isMessage(_ id: Syntax.ID) -> Bool {
        if case .name("message", _) = syntax[id].kind { true } else { false }
    }

    private func operand(_ id: Syntax.ID) -> Operand? {
        switch syntax[id].kind {
        case .select(let message, let field, _) where isMessage(message): return Operand(attribute: field)
        case .index(let message, let key) where isMessage(message):
            guard case .literal(.string(let field)) = syntax[key].kind else { return nil }
            return Operand(attribute: field)
        case .otherwise(let optional, let alternative, unwraps: true):
            guard let attribute = optionalAttribute(optional), let value = literal(alternative) else { return nil }
            return Operand(attribute: attribute, fallback: value)
        default: return nil
        }
    }

    private func optionalAttribute(_ id: Syntax.ID) -> String? {
        switch syntax[id].kind {
        case .optionalSelect(let message, let field, _) where isMessage(message): return field
        case .optionalIndex(let message, let key) where isMessage(message):
            if case .literal(.string(let field)) = syntax[key].kind { return field }
            return nil
        default: return nil
        }
    }

    private func applyingDefault(of operand: Operand, to atom: Atom) -> Atom {
        operand.fallback.map { atom.withDefault($0) } ?? atom
    }

    private func literal(_ id: Syntax.ID) -> JSONValue? {
        guard case .literal(let value) = syntax[id].kind else { return nil }
        switch value {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .uint(let number): return Int64(exactly: number).map { .int($0) }
        case .double(let number): return .double(number)
        case .string(let text): return .string(text)
        default: return nil
        }
    }

    private func binary(_ symbol: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID) -> Atom? {
        if symbol == .isIn { return membership(left, right) }
        if let operand = operand(left), let value = literal(right) {
            return comparison(operand, symbol, value)
        }
        guard let operand = operand(right), let value = literal(left), let mirrored = symbol.mirrored else {
            return nil
        }
        return comparison(operand, mirrored, value)
    }

    private func comparison(_ operand: Operand, _ symbol: BinaryOperator, _ value: JSONValue) -> Atom? {
        var atom: Atom?
        switch symbol {
        case .equal: atom = .membership(of: operand.attribute, [value])
        case .notEqual:
            atom = .membership(of: operand.attribute, [value])
            if let equal = atom {
                atom = Atom(attribute: equal.attribute, whenTrue: equal.whenFalse, whenFalse: equal.whenTrue)
            }
        default:
            guard let bound = value.doubleValue, bound.isFinite, bound.magnitude <= 0x1p53 else { return nil }
            atom = .order(of: operand.attribute, symbol, bound)
        }
        return atom.map { applyingDefault(of: operand, to: $0) }
    }

    private func membership(_ left: Syntax.ID, _ right: Syntax.ID) -> Atom? {
        if isMessage(right) {
            guard case .literal(.string(let attribute)) = syntax[left].kind else { return nil }
            return .presence(of: attribute)
        }
        guard let operand = operand(left), case .list(let items) = syntax[right].kind else { return nil }
        let values = items.compactMap(literal)
        guard values.count == items.count else { return nil }
        return Atom.membership(of: operand.attribute, values).map { applyingDefault(of: operand, to: $0) }
    }

    private func method(_ receiver: Syntax.ID, _ name: String, _ arguments: [Syntax.ID]) -> Atom? {
        if name == "hasValue", arguments.isEmpty { return optionalAttribute(receiver).map { .presence(of: $0) } }
        guard let place = StringSet.Place(rawValue: name), arguments.count == 1, let operand = operand(receiver),
            let text = literal(arguments[0])?.stringValue
        else { return nil }
        return applyingDefault(of: operand, to: .test(of: operand.attribute, place, text))
    }
}

extension BinaryOperator {
    /// The same with its sides changed.
    fileprivate var mirrored: BinaryOperator? {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: nil
        }
    }
}
