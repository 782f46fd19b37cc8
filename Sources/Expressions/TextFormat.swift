import Foundation
import JSONModel

/// Fills the clauses of a format, such as `%.2f of %s`, with the items of a list.
struct TextFormat {
    /// More digits than a double ever has to say.
    static let maximumPrecision = 100

    private let format: [UInt8]
    private let values: CELList
    private var place = 0
    private var nextValue = 0
    private var result: [UInt8] = []

    static func fill(_ format: String, _ values: CELList, _ meter: inout Meter) throws(Fault) -> String {
        var filler = TextFormat(format: Array(format.utf8), values: values)
        try meter.produce(format.utf8.count)
        try filler.fill(&meter)
        return String(decoding: filler.result, as: UTF8.self)
    }

    private init(format: [UInt8], values: CELList) {
        self.format = format
        self.values = values
    }

    private mutating func fill(_ meter: inout Meter) throws(Fault) {
        while place < format.count {
            let byte = format[place]
            place += 1
            if byte == UInt8(ascii: "%") { try fillClause(&meter) } else { result.append(byte) }
        }
        guard nextValue == values.count else {
            let message = "this format has \(nextValue) clauses, and there are \(values.count) values for them"
            throw meter.fault(.invalidValue, message)
        }
    }

    private mutating func fillClause(_ meter: inout Meter) throws(Fault) {
        if format[place...].first == UInt8(ascii: "%") {
            place += 1
            return result.append(UInt8(ascii: "%"))
        }
        let precision = try precision(&meter)
        guard place < format.count, let verb = FormatVerb(rawValue: format[place]) else {
            throw meter.fault(
                .invalidValue, "a format knows %s %d %f %e %b %o %x %X and %%; this clause is none of them")
        }
        place += 1
        guard nextValue < values.count else {
            let message = "this format asks for value \(nextValue + 1), and there are only \(values.count)"
            throw meter.fault(.invalidValue, message)
        }
        let text = try verb.text(values[nextValue], precision, &meter)
        nextValue += 1
        try meter.produce(text.utf8.count)
        result += text.utf8
    }

    private mutating func precision(_ meter: inout Meter) throws(Fault) -> Int? {
        guard place < format.count, format[place] == UInt8(ascii: ".") else { return nil }
        place += 1
        let digits = format[place...].prefix(4).prefix(while: Lexer.isDigit)
        place += digits.count
        guard let precision = Int(String(decoding: digits, as: UTF8.self)), precision <= Self.maximumPrecision else {
            throw meter.fault(
                .invalidValue, "the digits after the `.` in a format are a number up to \(Self.maximumPrecision)")
        }
        return precision
    }
}

/// The letter of a clause; the raw value is its byte.
enum FormatVerb: UInt8 {
    case string = 0x73
    case decimal = 0x64
    case fixedPoint = 0x66
    case scientific = 0x65
    case binary = 0x62
    case octal = 0x6F
    case hexadecimal = 0x78
    case upperHexadecimal = 0x58

    func text(_ value: CELValue, _ precision: Int?, _ meter: inout Meter) throws(Fault) -> String {
        try meter.spend(1)
        let text =
            switch self {
            case .string: try Self.plain(value, &meter, 0)
            case .decimal: value.digits(radix: 10) ?? value.doubleOperand.map(Self.plain)
            case .fixedPoint: value.anyNumber.map { Self.printed($0, "f", precision) }
            case .scientific: value.anyNumber.map { Self.printed($0, "e", precision) }
            case .binary: value.digits(radix: 2) ?? value.boolValue.map { $0 ? "1" : "0" }
            case .octal: value.digits(radix: 8)
            case .hexadecimal: try Self.hexadecimal(value, isUpper: false, &meter)
            case .upperHexadecimal: try Self.hexadecimal(value, isUpper: true, &meter)
            }
        guard let text else {
            let clause = "%" + String(Unicode.Scalar(rawValue))
            throw meter.fault(.typeMismatch, "`\(clause)` does not take \(value.type.withArticle)")
        }
        return text
    }

    /// `nil` for what has no text, such as an optional.
    private static func plain(_ value: CELValue, _ meter: inout Meter, _ depth: Int) throws(Fault) -> String? {
        try meter.checkDepth(depth)
        try meter.spend(1)
        switch value {
        case .null: return "null"
        case .double(let number): return plain(number)
        case .type(let type): return type.rawValue
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .list(let items):
            var texts: [String] = []
            for item in items {
                guard let text = try plain(item, &meter, depth + 1) else { return nil }
                try meter.produce(text.utf8.count + 2)
                texts.append(text)
            }
            return "[\(texts.joined(separator: ", "))]"
        case .map(let map): return try plain(map, &meter, depth)
        case .optional: return nil
        default: return value.plainText
        }
    }

    /// Its entries in the order of the texts of their keys.
    private static func plain(_ map: CELMap, _ meter: inout Meter, _ depth: Int) throws(Fault) -> String? {
        var texts: [(key: String, value: String)] = []
        for key in try meter.sortedKeys(map) {
            guard let text = try plain(map[key] ?? .null, &meter, depth + 1) else { return nil }
            let name = key.value.plainText ?? ""
            try meter.produce(name.utf8.count + text.utf8.count + 4)
            texts.append((name, text))
        }
        texts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return "{\(texts.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
    }

    private static func plain(_ number: Double) -> String {
        number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : DoubleNotation.text(number)
    }

    private static func printed(_ number: Double, _ letter: String, _ precision: Int?) -> String {
        number.isFinite ? String(format: "%.\(precision ?? 6)\(letter)", number) : plain(number)
    }

    private static func hexadecimal(
        _ value: CELValue, isUpper: Bool, _ meter: inout Meter
    ) throws(Fault) -> String? {
        switch value {
        case .string(let text): return try hexadecimal(Array(text.utf8), isUpper, &meter)
        case .bytes(let bytes): return try hexadecimal(bytes, isUpper, &meter)
        default: return value.digits(radix: 16, isUpper: isUpper)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], _ isUpper: Bool, _ meter: inout Meter) throws(Fault) -> String {
        try meter.produce(bytes.count * 2)
        return HexadecimalText.of(bytes, isUpper: isUpper)
    }
}

extension CELValue {
    fileprivate func digits(radix: Int, isUpper: Bool = false) -> String? {
        switch self {
        case .int(let value): String(value, radix: radix, uppercase: isUpper)
        case .uint(let value): String(value, radix: radix, uppercase: isUpper)
        default: nil
        }
    }

    fileprivate var doubleOperand: Double? {
        if case .double(let value) = self { value } else { nil }
    }

    fileprivate var anyNumber: Double? {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        default: doubleOperand
        }
    }
}
