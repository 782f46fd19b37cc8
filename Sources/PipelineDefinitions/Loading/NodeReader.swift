import Expressions
import JSONModel

/// Reads the values of one file and collects what is wrong with them.
struct NodeReader {
    let file: SourceFile
    private(set) var diagnostics: [Diagnostic] = []

    init(file: SourceFile) {
        self.file = file
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    mutating func error(
        _ code: String, _ message: String, at range: SourceRange, help: String? = nil, fix: Diagnostic.Fix? = nil
    ) {
        diagnostics.append(
            Diagnostic(code: code, message: message, file: file.path, range: range, help: help, fix: fix))
    }

    mutating func warning(
        _ code: String, _ message: String, at range: SourceRange, help: String? = nil, fix: Diagnostic.Fix? = nil
    ) {
        diagnostics.append(
            Diagnostic(.warning, code: code, message: message, file: file.path, range: range, help: help, fix: fix))
    }

    /// The members of a mapping that may have only these keys.
    /// - Parameter name: what the mapping is, for messages: "a step".
    mutating func members(
        of node: YAMLNode, _ name: String, keys: [String], required: [String] = []
    ) -> [String: YAMLEntry]? {
        guard let entries = node.entries else {
            error("E0204", "\(name) must be a map of keys and values", at: node.range)
            return nil
        }
        for entry in entries where !keys.contains(entry.key) {
            let nearest = Spelling.nearest(to: entry.key, among: keys)
            let help = nearest.map { "write `\($0)`" } ?? "known keys: \(keys.joined(separator: ", "))"
            let hint = Spelling.hint(nearest)
            error("E0201", "unknown key `\(entry.key)` in \(name)\(hint)", at: entry.keyRange, help: help)
        }
        for key in required where node[key] == nil {
            error("E0203", "\(name) has no `\(key)`", at: entries.first?.keyRange ?? node.range)
        }
        return Dictionary(entries.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func text(_ node: YAMLNode?, _ name: String) -> String? {
        guard let node else { return nil }
        guard let scalar = node.scalar, let text = scalar.value.stringValue else {
            let help = node.scalar?.quoted.map { "quote it: \($0)" }
            error("E0204", "`\(name)` must be a text", at: node.range, help: help)
            return nil
        }
        return text
    }

    mutating func integer(_ node: YAMLNode?, _ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard let value = node.scalar?.value.intValue, let number = Int(exactly: value) else {
            error("E0204", "`\(name)` must be a whole number", at: node.range)
            return nil
        }
        guard range.contains(number) else {
            error(
                "E0306", "`\(name): \(number)` is not between \(range.lowerBound) and \(range.upperBound)",
                at: node.range)
            return nil
        }
        return number
    }

    mutating func number(_ node: YAMLNode?, _ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let node else { return nil }
        guard let value = node.scalar?.value.doubleValue else {
            error("E0204", "`\(name)` must be a number", at: node.range)
            return nil
        }
        guard range.contains(value) else {
            let bound = { (value: Double) in Int(exactly: value).map(String.init) ?? "\(value)" }
            error(
                "E0306", "`\(name)` is not between \(bound(range.lowerBound)) and \(bound(range.upperBound))",
                at: node.range)
            return nil
        }
        return value
    }

    mutating func duration(_ node: YAMLNode?, _ name: String) -> Duration? {
        guard let node else { return nil }
        let example = "write for example 500ms, 15s, 2m, 1h30m, 7d"
        guard let text = node.scalar?.text, !text.isEmpty else {
            error("E0206", "`\(name)` must be a duration", at: node.range, help: example)
            return nil
        }
        if let duration = Duration(parsing: text) {
            if duration > .zero { return duration }
            error("E0206", "`\(name): \(text)` is no time at all", at: node.range, help: example)
        } else if text.allSatisfy(\.isNumber) {
            error("E0206", "`\(text)` has no unit", at: node.range, help: "write `\(text)s` for seconds")
        } else {
            error("E0206", "`\(text)` is not a duration", at: node.range, help: example)
        }
        return nil
    }

    mutating func durations(_ node: YAMLNode?, _ name: String) -> [Duration]? {
        guard let node else { return nil }
        guard let items = node.items else {
            error(
                "E0204", "`\(name)` must be a list of durations", at: node.range,
                help: "write for example [1s, 4s, 15s]")
            return nil
        }
        return items.compactMap { duration($0, name) }
    }

    /// An id: `[a-z_][a-z0-9_]*`, and `-` too where expressions do not name it.
    mutating func id(_ node: YAMLNode?, _ name: String, allowsDash: Bool = false) -> String? {
        guard let node else { return nil }
        guard let text = node.scalar?.value.stringValue else {
            error(
                "E0204", "\(name) must be a text", at: node.range, help: node.scalar?.quoted.map { "quote it: \($0)" })
            return nil
        }
        let isLegal = text.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
            case UInt8(ascii: "-"): allowsDash && index > 0
            default: false
            }
        }
        guard isLegal, (1...64).contains(text.utf8.count) else {
            let isDash = text.contains("-") && !allowsDash
            let reason = isDash ? "; an expression would read `-` as a minus" : ""
            let characters = allowsDash ? "digits, `_` and `-`" : "digits and `_`"
            let help =
                isDash ? "write `\(text.replacing("-", with: "_"))`" : "lower-case letters, \(characters), at most 64"
            error("E0211", "`\(text)` cannot be \(name)\(reason)", at: node.range, help: help)
            return nil
        }
        return text
    }

    /// Bare CEL, as in `when:`; a whole-value `${{ }}` around it is accepted.
    /// - Parameter consequence: what text around the braces would make of it.
    mutating func expression(
        _ node: YAMLNode?, _ name: String, consequence: String = "this is always true"
    ) -> Expression? {
        guard let node else { return nil }
        guard let scalar = node.scalar else {
            error("E0204", "`\(name)` must be an expression", at: node.range)
            return nil
        }
        do throws(ExpressionError) {
            guard scalar.text.contains("${{") else { return try Expression(parsing: scalar.text) }
            let template = try Template(parsing: scalar.text.withoutTrailingBlanks)
            if let expression = template.soleExpression { return expression }
            error(
                "E0411", "\(consequence): there is text outside the braces", at: node.range,
                help: "write the expression without `${{` and `}}`")
        } catch {
            report(error, in: node)
        }
        return nil
    }

    /// A value whose texts may hold `${{ }}`.
    mutating func template(_ node: YAMLNode) -> ValueTemplate {
        switch node.content {
        case .scalar(let scalar):
            guard let text = scalar.value.stringValue, text.contains("${{") else { return .literal(scalar.value) }
            do throws(ExpressionError) {
                return .text(try Template(parsing: text))
            } catch {
                report(error, in: node)
                return .literal(scalar.value)
            }
        case .sequence(let items): return .list(items.map { template($0) })
        case .mapping(let entries):
            var members: [String: ValueTemplate] = [:]
            for entry in entries { members[entry.key] = template(entry.value) }
            return .map(members)
        }
    }

    mutating func report(_ failure: ExpressionError, in node: YAMLNode) {
        error("E0401", failure.message, at: range(failure.range, in: node))
    }

    /// One name of a path, such as `outptu` of `steps.video.outptu.file`.
    func range(of reference: Reference, segment: Int, in node: YAMLNode) -> SourceRange {
        range(reference.segments[segment].range, in: node)
    }

    /// A stretch of a scalar's text as a stretch of the file; the whole scalar where escapes hide it.
    func range(_ offsets: Range<Int>, in node: YAMLNode) -> SourceRange {
        guard let scalar = node.scalar else { return node.range }
        return ScalarPlaces(scalar, start: node.range.start).range(offsets) ?? node.range
    }
}

extension String {
    /// Those at the start stay: places count from there.
    fileprivate var withoutTrailingBlanks: String {
        String(reversed().drop(while: \.isWhitespace).reversed())
    }
}
