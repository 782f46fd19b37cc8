// Fields and items.
extension Evaluator {
    mutating func select(_ operand: Syntax.ID, _ field: String, _ range: Range<Int>) throws(Fault) -> CELValue {
        let map = try members(of: operand, field, range)
        guard let value = map[field] else { throw missing(field, operand, map, range) }
        return value
    }

    mutating func has(_ operand: Syntax.ID, _ field: String, _ range: Range<Int>) throws(Fault) -> CELValue {
        .bool(try members(of: operand, field, range)[field] != nil)
    }

    private mutating func members(
        of operand: Syntax.ID, _ field: String, _ range: Range<Int>
    ) throws(Fault) -> CELMap {
        let value = try evaluate(operand)
        guard case .map(let map) = value else {
            let message = "\(syntax.quote(operand)) is \(value.type.withArticle) and has no field `\(field)`"
            throw Fault(code: .typeMismatch, message: message, range: range)
        }
        return map
    }

    private func missing(_ name: String, _ operand: Syntax.ID, _ map: CELMap, _ range: Range<Int>) -> Fault {
        Fault(
            code: .noSuchField, message: "there is no `\(name)` in \(syntax.quote(operand))", range: range,
            wanted: name, candidates: map)
    }

    mutating func subscripted(
        _ operand: Syntax.ID, _ index: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        let container = try evaluate(operand)
        let place = try evaluate(index)
        let indexRange = syntax[index].range
        switch container {
        case .map(let map):
            guard let key = CELMapKey(place) else { throw mismatch(operand, container, place, indexRange) }
            guard let value = map[key] else {
                // A computed key may hold a secret, so only one that is written down is shown.
                guard case .literal(.string(let name)) = syntax[index].kind else {
                    let message = "\(syntax.quote(operand)) has no such key"
                    throw Fault(code: .noSuchField, message: message, range: indexRange)
                }
                throw missing(name, operand, map, indexRange)
            }
            return value
        case .list(let list):
            guard let number = place.wholeIndex else {
                throw mismatch(operand, container, place, indexRange)
            }
            guard number >= 0, number < list.count else {
                let message =
                    "\(syntax.quote(operand)) has \(list.count) items; the first is [0], there is no [\(number)]"
                throw Fault(code: .indexOutOfRange, message: message, range: indexRange)
            }
            return list[Int(number)]
        default: throw mismatch(operand, container, place, range)
        }
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
        case .int: "an int"
        case .bytes: "bytes"
        default: "a \(spoken)"
        }
    }
}

extension CELValue {
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
