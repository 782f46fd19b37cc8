// Fields and items. Of an optional they are optionals: none stays none, and what is missing is none.
extension Evaluator {
    mutating func select(_ operand: Syntax.ID, _ field: String, _ range: Range<Int>) throws(Fault) -> CELValue {
        let value = try evaluate(operand)
        if case .optional(let wrapped) = value {
            guard let wrapped else { return .optional(nil) }
            return .optional(try member(field, of: wrapped, operand, range))
        }
        guard let member = try member(field, of: value, operand, range) else {
            throw missing(field, operand, value, range)
        }
        return member
    }

    mutating func optionalSelect(
        _ operand: Syntax.ID, _ field: String, _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        guard let value = try evaluate(operand).unwrappedIfOptional else { return .optional(nil) }
        return .optional(try member(field, of: value, operand, range))
    }

    mutating func has(_ operand: Syntax.ID, _ field: String, _ range: Range<Int>) throws(Fault) -> CELValue {
        guard let value = try evaluate(operand).unwrappedIfOptional else { return .bool(false) }
        return .bool(try member(field, of: value, operand, range) != nil)
    }

    private func member(
        _ field: String, of value: CELValue, _ operand: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> CELValue? {
        guard case .map(let map) = value else {
            let message = "\(syntax.quote(operand)) is \(value.type.withArticle) and has no field `\(field)`"
            throw Fault(code: .typeMismatch, message: message, range: range)
        }
        return map[field]
    }

    private func missing(_ name: String, _ operand: Syntax.ID, _ container: CELValue, _ range: Range<Int>) -> Fault {
        var fault = Fault(
            code: .noSuchField, message: "there is no `\(name)` in \(syntax.quote(operand))", range: range, wanted: name
        )
        if case .map(let map) = container { fault.candidates = .members(map) }
        return fault
    }

    mutating func subscripted(
        _ operand: Syntax.ID, _ index: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        let container = try evaluate(operand)
        let place = try evaluate(index)
        if case .optional(let wrapped) = container {
            guard let wrapped else { return .optional(nil) }
            return .optional(try item(place, of: wrapped, operand, index, range))
        }
        guard let item = try item(place, of: container, operand, index, range) else {
            throw missing(place, container, operand, index)
        }
        return item
    }

    mutating func optionalSubscript(
        _ operand: Syntax.ID, _ index: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        let container = try evaluate(operand)
        let place = try evaluate(index)
        guard let value = container.unwrappedIfOptional else { return .optional(nil) }
        return .optional(try item(place, of: value, operand, index, range))
    }

    private mutating func item(
        _ place: CELValue, of container: CELValue, _ operand: Syntax.ID, _ index: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> CELValue? {
        switch container {
        case .map(let map):
            guard let key = try meter.key(place) else {
                // A fraction is a number like others, and no key of any map.
                guard !place.isNumber else { return nil }
                throw mismatch(operand, container, place, syntax[index].range)
            }
            return map[key]
        case .list(let list):
            guard let number = place.wholeIndex else {
                throw mismatch(operand, container, place, syntax[index].range)
            }
            return number >= 0 && number < list.count ? list[Int(number)] : nil
        default: throw mismatch(operand, container, place, range)
        }
    }

    private func missing(
        _ place: CELValue, _ container: CELValue, _ operand: Syntax.ID, _ index: Syntax.ID
    ) -> Fault {
        let range = syntax[index].range
        if case .list(let list) = container {
            let message =
                "\(syntax.quote(operand)) has \(list.count) items; the first is [0], there is no "
                + "[\(place.wholeIndex ?? 0)]"
            return Fault(code: .indexOutOfRange, message: message, range: range)
        }
        // A computed key may hold a secret, so only one that is written down is shown.
        guard case .literal(.string(let name)) = syntax[index].kind else {
            return Fault(code: .noSuchField, message: "\(syntax.quote(operand)) has no such key", range: range)
        }
        return missing(name, operand, container, range)
    }

    private func mismatch(
        _ operand: Syntax.ID, _ container: CELValue, _ place: CELValue, _ range: Range<Int>
    ) -> Fault {
        let message =
            "\(syntax.quote(operand)) is \(container.type.withArticle) and takes no \(place.type.spoken) in `[ ]`"
        return Fault(code: .typeMismatch, message: message, range: range)
    }
}

extension CELType {
    /// For "… is a string".
    var withArticle: String {
        switch self {
        case .null: "null"
        case .int, .optional: "an \(spoken)"
        case .bytes: "bytes"
        default: "a \(spoken)"
        }
    }
}

extension CELValue {
    /// The value in an optional, `nil` for none; any other value as it is.
    fileprivate var unwrappedIfOptional: CELValue? {
        if case .optional(let wrapped) = self { wrapped } else { self }
    }

    /// A whole number of any type; one too big for an int is behind the end of every list.
    fileprivate var wholeIndex: Int64? {
        switch self {
        case .int(let value): value
        case .uint(let value): Int64(clamping: value)
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }
}
