/// Builds the tree by precedence climbing; macros are expanded as they are met.
struct Parser {
    /// How many brackets and operands may be open at once.
    static let maximumNesting = 64

    var syntax: Syntax
    /// Otherwise a call of an unknown function is an error only when it is reached, as CEL without a checker has it.
    var refusesUnknownFunctions = true
    private let tokens: [Token]
    private var next = 0
    private var nesting = 0

    init(text: [UInt8], tokens: [Token]) {
        syntax = Syntax(text: text)
        self.tokens = tokens
    }

    mutating func parse() throws(Fault) -> Syntax {
        if tokens.count == 1 { throw fault("there is no expression") }
        syntax.root = try parseExpression()
        guard current.kind == .end else {
            throw fault("\(current.spoken) does not continue the expression; an operator may be missing")
        }
        return syntax
    }

    /// A conditional. `a ? b : c ? d : e` is read in a loop and built from its end.
    mutating func parseExpression() throws(Fault) -> Syntax.ID {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.maximumNesting else {
            let message = "this is nested more than \(Self.maximumNesting) levels deep"
            throw Fault(code: .tooDeep, message: message, range: current.range)
        }
        var branches: [(condition: Syntax.ID, value: Syntax.ID)] = []
        var last = try parseOr()
        while skip("?") {
            let value = try parseOr()
            try expect(":", "`:` and the other value of `? :`")
            branches.append((last, value))
            last = try parseOr()
        }
        for branch in branches.reversed() {
            let range = range(from: branch.condition, to: last)
            last = try syntax.add(.conditional(branch.condition, branch.value, last), range)
        }
        return last
    }

    private mutating func parseOr() throws(Fault) -> Syntax.ID {
        var operands = [try parseAnd()]
        while skip("||") { operands.append(try parseAnd()) }
        return try logic(operands, decidedBy: true)
    }

    private mutating func parseAnd() throws(Fault) -> Syntax.ID {
        var operands = [try parseBinary(3)]
        while skip("&&") { operands.append(try parseBinary(3)) }
        return try logic(operands, decidedBy: false)
    }

    private mutating func logic(_ operands: [Syntax.ID], decidedBy decisive: Bool) throws(Fault) -> Syntax.ID {
        guard operands.count > 1, let last = operands.last else { return operands[0] }
        return try syntax.add(.logic(decidedBy: decisive, operands), range(from: operands[0], to: last))
    }

    private mutating func parseBinary(_ minimum: Int) throws(Fault) -> Syntax.ID {
        var left = try parseUnary()
        while let symbol = currentOperator, symbol.precedence >= minimum {
            next += 1
            let right = try parseBinary(symbol.precedence + 1)
            left = try syntax.add(.binary(symbol, left, right), range(from: left, to: right))
        }
        return left
    }

    private var currentOperator: BinaryOperator? {
        switch current.kind {
        case .symbol(let symbol): BinaryOperator(rawValue: symbol)
        case .name("in"): .isIn
        default: nil
        }
    }

    private mutating func parseUnary() throws(Fault) -> Syntax.ID {
        var signs: [Token] = []
        while current.kind == .symbol("!") || current.kind == .symbol("-") { signs.append(take()) }
        if let sign = signs.last, signs.count > 1, sign.kind != signs[0].kind {
            throw Fault(code: .syntax, message: "`!` and `-` do not mix; use parentheses", range: sign.range)
        }
        let start = signs.last?.kind == .symbol("-") && current.isNumber ? signs.popLast() : nil
        var operand = try parsePostfix(sign: start)
        for sign in signs.reversed() {
            let kind: Node.Kind = sign.kind == .symbol("!") ? .not(operand) : .negate(operand)
            operand = try syntax.add(kind, sign.range.lowerBound..<syntax[operand].range.upperBound)
        }
        return operand
    }

    private mutating func parsePostfix(sign: Token?) throws(Fault) -> Syntax.ID {
        var operand = try parsePrimary(sign: sign)
        while true {
            if skip(".") {
                operand = try parseMember(of: operand)
            } else if skip("[") {
                operand = try parseIndex(of: operand)
            } else if current.kind == .symbol("{"), case .name = syntax[operand].kind {
                throw fault("there are no message types here; a map is written `{\"key\": value}`")
            } else {
                return operand
            }
        }
    }

    private mutating func parseIndex(of operand: Syntax.ID) throws(Fault) -> Syntax.ID {
        let isOptional = skip("?")
        let index = try parseExpression()
        let end = try expect("]", "`]` after the index")
        let range = syntax[operand].range.lowerBound..<end.upperBound
        return try syntax.add(isOptional ? .optionalIndex(operand, index) : .index(operand, index), range)
    }

    private mutating func parseMember(of operand: Syntax.ID) throws(Fault) -> Syntax.ID {
        let isOptional = skip("?")
        let token = take()
        let start = syntax[operand].range.lowerBound
        let field: String
        switch token.kind {
        case .name(let name) where !ReservedWord.literals.contains(name): field = name
        case .quotedName(let name): field = name
        default: throw fault("a field name must follow the `.`, not \(token.spoken)", token.range)
        }
        if isOptional {
            let select = Node.Kind.optionalSelect(operand, field: field, fieldRange: token.range)
            return try syntax.add(select, start..<token.range.upperBound)
        }
        if case .name = token.kind, skip("(") {
            let (arguments, end) = try parseArguments()
            return try method(field, at: token.range, of: operand, arguments, start..<end)
        }
        let select = Node.Kind.select(operand, field: field, fieldRange: token.range)
        let id = try syntax.add(select, start..<token.range.upperBound)
        // The only types whose names have dots.
        guard let path = syntax.dottedPath(id), let type = CELType(rawValue: path) else { return id }
        return try syntax.add(.literal(.type(type)), syntax[id].range)
    }

    func range(from first: Syntax.ID, to last: Syntax.ID) -> Range<Int> {
        syntax[first].range.lowerBound..<syntax[last].range.upperBound
    }

    var current: Token { tokens[next] }

    /// The current token, stepping over it; the end token is never passed.
    mutating func take() -> Token {
        let token = tokens[next]
        if next < tokens.count - 1 { next += 1 }
        return token
    }

    mutating func skip(_ symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        next += 1
        return true
    }

    @discardableResult
    mutating func expect(_ symbol: String, _ what: String) throws(Fault) -> Range<Int> {
        let token = current
        guard skip(symbol) else { throw fault("expected \(what), found \(token.spoken)") }
        return token.range
    }

    func fault(_ message: String, _ range: Range<Int>? = nil) -> Fault {
        Fault(code: .syntax, message: message, range: range ?? current.range)
    }
}

extension Token {
    fileprivate var isNumber: Bool {
        switch kind {
        case .integer, .double: true
        default: false
        }
    }
}
