/// A parsed expression of the Common Expression Language (CEL). Parse once, evaluate often.
///
/// Evaluation reads nothing but its bindings, always ends, and gives the same result in every run.
public struct Expression: Sendable {
    /// The text of the expression.
    public let source: String
    /// What it reads, in the order of the text.
    public let references: [Reference]

    let syntax: Syntax

    /// - Throws: ``ExpressionError`` for text that is no expression, is longer than 8,192 code points or nested deeper
    ///   than 64 levels, or calls a function that does not exist.
    public init(parsing source: String) throws(ExpressionError) {
        try self.init(parsing: source, refusesUnknownFunctions: true)
    }

    /// - Parameter refusesUnknownFunctions: false for the specification's conformance tests, which expect an unknown
    ///   function to be an error only when it is called.
    package init(parsing source: String, refusesUnknownFunctions: Bool) throws(ExpressionError) {
        do throws(Fault) {
            // A code point has at most four bytes; the lexer counts exactly.
            guard source.utf8.count <= Lexer.maximumCodePoints * 4 else { throw Lexer.tooLong(0..<source.utf8.count) }
            let bytes = Array(source.utf8)
            var lexer = Lexer(bytes: bytes, start: 0, isInTemplate: false)
            var parser = Parser(text: bytes, tokens: try lexer.tokenize())
            parser.refusesUnknownFunctions = refusesUnknownFunctions
            self.init(source: source, syntax: try parser.parse())
        } catch {
            throw error.error
        }
    }

    init(source: String, syntax: Syntax) {
        self.source = source
        self.syntax = syntax
        references = ReferenceCollector.references(in: syntax)
    }

    /// The value of the expression.
    ///
    /// - Parameter bindings: the values of the names it may use. Bind JSON with ``CELValue/init(_:)-(JSONValue)``,
    ///   which converts only what is read.
    /// - Throws: ``ExpressionError`` with the place in the source.
    public func evaluate(
        _ bindings: [String: CELValue], limits: EvaluationLimits = EvaluationLimits()
    ) throws(ExpressionError) -> CELValue {
        var meter = Meter(limits)
        do {
            return try evaluate(bindings, &meter)
        } catch {
            throw error.error
        }
    }

    /// Whether the value is true. Everything else counts as no, an error too: a name that is not there, for example.
    ///
    /// Takes less time than asking ``evaluate(_:limits:)``, which words the error.
    public func isTrue(_ bindings: [String: CELValue], limits: EvaluationLimits = EvaluationLimits()) -> Bool {
        var meter = Meter(limits)
        do {
            return try evaluate(bindings, &meter).boolValue == true
        } catch {
            return false
        }
    }

    func evaluate(_ bindings: [String: CELValue], _ meter: inout Meter) throws(Fault) -> CELValue {
        var evaluator = Evaluator(syntax, bindings, meter)
        defer { meter = evaluator.meter }
        return try evaluator.evaluate(syntax.root)
    }
}
