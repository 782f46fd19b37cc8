/// Words that CEL keeps for itself.
enum ReservedWord {
    /// Never a name, not even of a field.
    static let literals: Set<String> = ["false", "in", "null", "true"]
    /// No variables, but allowed after a dot.
    static let others: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]
}

extension Parser {
    /// - Parameter sign: the `-` of a number, which belongs to the literal: the least integer has no positive twin.
    mutating func parsePrimary(sign: Token?) throws(Fault) -> Syntax.ID {
        let token = take()
        let start = sign?.range.lowerBound ?? token.range.lowerBound
        let range = start..<token.range.upperBound
        switch token.kind {
        case .integer(let digits): return try syntax.add(.literal(integer(digits, sign != nil, range)), range)
        case .unsigned(let value): return try syntax.add(.literal(.uint(value)), range)
        case .double(let value): return try syntax.add(.literal(.double(sign == nil ? value : -value)), range)
        case .string(let value): return try syntax.add(.literal(.string(value)), range)
        case .bytes(let value): return try syntax.add(.literal(.bytes(value)), range)
        case .name(let name): return try parseName(name, range, isAbsolute: false)
        case .symbol("."): return try parseAbsoluteName(token)
        case .symbol("("):
            let inner = try parseExpression()
            try expect(")", "`)`")
            return inner
        case .symbol("["): return try parseList(token)
        case .symbol("{"): return try parseMap(token)
        default: throw fault("a value is missing before \(token.spoken)", token.range)
        }
    }

    private func integer(_ digits: UInt64, _ isNegative: Bool, _ range: Range<Int>) throws(Fault) -> CELValue {
        if isNegative, digits == UInt64(Int64.min.magnitude) { return .int(.min) }
        guard let value = Int64(exactly: digits) else {
            throw fault("this number does not fit 64 bits; a trailing `u` makes it unsigned", range)
        }
        return .int(isNegative ? -value : value)
    }

    private mutating func parseAbsoluteName(_ dot: Token) throws(Fault) -> Syntax.ID {
        let token = take()
        guard case .name(let name) = token.kind else { throw fault("a name must follow the `.`", token.range) }
        return try parseName(name, dot.range.lowerBound..<token.range.upperBound, isAbsolute: true)
    }

    private mutating func parseName(
        _ name: String, _ range: Range<Int>, isAbsolute: Bool
    ) throws(Fault) -> Syntax.ID {
        switch name {
        case "true": return try syntax.add(.literal(.bool(true)), range)
        case "false": return try syntax.add(.literal(.bool(false)), range)
        case "null": return try syntax.add(.literal(.null), range)
        case "in": throw fault("a value is missing before `in`", range)
        case _ where ReservedWord.others.contains(name):
            throw fault("`\(name)` is a reserved word and cannot be a name", range)
        default: break
        }
        guard skip("(") else { return try syntax.add(.name(name, isAbsolute: isAbsolute), range) }
        let (arguments, end) = try parseArguments()
        return try call(name, at: range, arguments, range.lowerBound..<end)
    }

    /// The arguments up to the closing parenthesis, and where that ends.
    mutating func parseArguments() throws(Fault) -> (arguments: [Syntax.ID], end: Int) {
        var arguments: [Syntax.ID] = []
        while current.kind != .symbol(")") {
            arguments.append(try parseExpression())
            // Unlike lists, arguments take no trailing comma.
            guard skip(",") else { break }
            if current.kind == .symbol(")") { throw fault("an argument is missing after the comma") }
        }
        return (arguments, try expect(")", "`,` or `)`").upperBound)
    }

    private mutating func parseList(_ open: Token) throws(Fault) -> Syntax.ID {
        var items: [Syntax.ID] = []
        while current.kind != .symbol("]") {
            let mark = current.kind == .symbol("?") ? take() : nil
            items.append(try ifPresent(try parseExpression(), mark))
            guard skip(",") else { break }
        }
        let end = try expect("]", "`,` or `]`")
        return try syntax.add(.list(items), open.range.lowerBound..<end.upperBound)
    }

    private mutating func parseMap(_ open: Token) throws(Fault) -> Syntax.ID {
        var entries: [(key: Syntax.ID, value: Syntax.ID)] = []
        while current.kind != .symbol("}") {
            let mark = current.kind == .symbol("?") ? take() : nil
            let key = try parseExpression()
            try expect(":", "`:` after the key")
            entries.append((key, try ifPresent(try parseExpression(), mark)))
            guard skip(",") else { break }
        }
        let end = try expect("}", "`,` or `}`")
        return try syntax.add(.map(entries), open.range.lowerBound..<end.upperBound)
    }

    private mutating func ifPresent(_ item: Syntax.ID, _ mark: Token?) throws(Fault) -> Syntax.ID {
        mark == nil ? item : try syntax.add(.ifPresent(item), syntax[item].range)
    }
}
