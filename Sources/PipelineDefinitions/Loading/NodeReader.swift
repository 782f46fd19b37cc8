import Expressions
import JSONModel

/// Reads the values of one file and collects what is wrong with them.
struct NodeReader {
    let file: SourceFile
    private(set) var diagnostics: [Diagnostic] = []
    /// Whether filters may call their message `event`.
    var speaksOfEvents = false

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
        var members = Dictionary(entries.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let unknown = entries.filter { !keys.contains($0.key) }
        for entry in unknown {
            // Read as what it was meant to be, so that one slip is told once and what stands below is checked.
            guard let meant = reportUnknown(entry, in: name, keys, members), members[meant] == nil else { continue }
            members[meant] = entry
        }
        for key in required where members[key] == nil {
            let place = entries.first?.keyRange ?? node.range
            error("E0203", "\(name) has no `\(key)`", at: place, help: KeySamples.help(key, of: name))
        }
        return members
    }

    /// - Returns: the key that was meant, as far as that can be guessed.
    private mutating func reportUnknown(
        _ entry: YAMLEntry, in name: String, _ keys: [String], _ members: [String: YAMLEntry]
    ) -> String? {
        let synonym = KeySynonyms.meaning(of: entry.key, in: name).flatMap { keys.contains($0) ? $0 : nil }
        let nearest =
            synonym ?? Spelling.nearest(to: entry.key, among: keys) ?? KeySynonyms.nearest(to: entry.key, in: name)
        if nearest == nil, let home = KeyHomes.home(of: entry.key, outside: name) {
            error(
                "E0202", "`\(entry.key)` belongs to \(home), not to \(name)", at: entry.keyRange,
                help: "move it into \(home)")
            return nil
        }
        let isCertain =
            nearest.map { members[$0] == nil } == true && Spelling.certain(entry.key, among: keys) == nearest
        error(
            "E0201", "unknown key `\(entry.key)` in \(name)\(Spelling.hint(nearest))", at: entry.keyRange,
            help: nearest.map { "write `\($0)`" } ?? "known keys: \(keys.joined(separator: ", "))",
            fix: isCertain ? nearest.map { .replace(entry.keyRange, with: $0) } : nil)
        return nearest
    }

    mutating func text(_ node: YAMLNode?, _ name: String) -> String? {
        text(node, named: "`\(name)`")
    }

    private mutating func text(_ node: YAMLNode?, named name: String) -> String? {
        guard let node else { return nil }
        guard let scalar = node.scalar, let text = scalar.value.stringValue else {
            let quoted = node.scalar.flatMap { ScalarText.quotedSource($0) }
            error(
                "E0204", "\(name) must be a text", at: node.range, help: quoted.map { "quote it: \($0)" },
                fix: quoted.flatMap { replacement(of: node, source: $0) })
            return nil
        }
        if scalar.style == .plain, let meant = CoreSchema.formerBoolean(text) {
            warning(
                "W0105", "`\(text)` is read as the text \"\(text)\"", at: node.range,
                help: "a text is wanted here, so put it in quotes; YAML 1.1 would read `\(meant)`",
                fix: replacement(of: node, source: "\"\(text)\""))
        }
        return text
    }

    mutating func flag(_ node: YAMLNode?, _ name: String) -> Bool? {
        guard let node else { return nil }
        if case .bool(let flag)? = node.scalar?.value { return flag }
        let meant = node.scalar.flatMap { CoreSchema.formerBoolean($0.text) ?? Bool($0.text.lowercased()) }
        error(
            "E0204", "`\(name)` must be true or false", at: node.range, help: meant.map { "write `\($0)`" },
            fix: meant.flatMap { replacement(of: node, source: "\($0)") })
        return nil
    }

    mutating func integer(_ node: YAMLNode?, _ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard let value = node.scalar?.value.intValue, let number = Int(exactly: value) else {
            let meant = node.scalar.flatMap { Int($0.text) }.flatMap { range.contains($0) ? $0 : nil }
            error(
                "E0204", "`\(name)` must be a whole number", at: node.range, help: meant.map { "write `\($0)`" },
                fix: meant.flatMap { replacement(of: node, source: "\($0)") })
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
            let meant = node.scalar.flatMap { scalar in Double(scalar.text).map { _ in scalar.text } }
            error(
                "E0204", "`\(name)` must be a number", at: node.range, help: meant.map { "write `\($0)`" },
                fix: meant.flatMap { replacement(of: node, source: $0) })
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
        guard let text = node.scalar?.text, !text.isEmpty else {
            error("E0206", "`\(name)` must be a duration", at: node.range, help: DurationWriting.example)
            return nil
        }
        if let duration = Duration(parsing: text) {
            if duration > .zero { return duration }
            error("E0206", "`\(name): \(text)` is no time at all", at: node.range, help: DurationWriting.example)
        } else {
            reportDuration(text, in: node)
        }
        return nil
    }

    /// Says what is wrong with a text that is no duration.
    private mutating func reportDuration(_ text: String, in node: YAMLNode) {
        switch DurationWriting(text) {
        case .clock(let readings):
            error(
                "E0106", "`\(text)` is not a duration", at: node.range,
                help: "write \(readings.map { "`\($0)`" }.joined(separator: " or "))")
        case .bareNumber:
            error("E0206", "`\(text)` has no unit", at: node.range, help: "write `\(text)s` for seconds")
        case .meant(let meant):
            error(
                "E0206", "`\(text)` is not a duration", at: node.range, help: "write `\(meant)`",
                fix: replacement(of: node, with: meant))
        case .unknown:
            error("E0206", "`\(text)` is not a duration", at: node.range, help: DurationWriting.example)
        }
    }

    mutating func durations(_ node: YAMLNode?, _ name: String) -> [Duration]? {
        guard let node else { return nil }
        guard let items = node.items else {
            let single = node.scalar.flatMap { Duration(parsing: $0.text) == nil ? nil : "[\($0.text)]" }
            error(
                "E0204", "`\(name)` must be a list of durations", at: node.range,
                help: single.map { "write `\($0)`" } ?? "write for example [1s, 4s, 15s]",
                fix: single.flatMap { replacement(of: node, source: $0) })
            return nil
        }
        return items.compactMap { duration($0, name) }
    }

    /// A fix that puts another text in a scalar's place, quoted as it was; `nil` where that is not certain to be read
    /// back, and behind an alias, where others read the value too.
    ///
    /// Another helper of the same kind, ``replacement(of:source:)``, writes its text as it stands.
    func replacement(of node: YAMLNode, with text: String) -> Diagnostic.Fix? {
        guard let scalar = node.scalar, let source = ScalarText.written(text, like: scalar.style) else { return nil }
        return replacement(of: node, source: source).map { Diagnostic.Fix("replace with `\(text)`", $0.edits) }
    }

    func replacement(of node: YAMLNode, source: String) -> Diagnostic.Fix? {
        guard node.aliasRange == nil, node.range.start.line == node.range.end.line,
            node.range.start.column < node.range.end.column
        else { return nil }
        return .replace(node.range, with: source)
    }

    /// An id: `[a-z_][a-z0-9_]*`, and `-` too where expressions do not name it.
    mutating func id(_ node: YAMLNode?, _ name: String, allowsDash: Bool = false) -> String? {
        guard let node, let text = text(node, named: name) else { return nil }
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
            guard scalar.text.contains(bytesOf: "${{") else { return try Expression(parsing: scalar.text) }
            let template = try Template(parsing: scalar.text.withoutTrailingBlanks)
            if let expression = template.soleExpression { return expression }
            let bare = ScalarText.withoutBraces(scalar.text).flatMap { text -> String? in
                (try? Expression(parsing: text)).map { _ in text }
            }
            error(
                "E0411", "\(consequence): there is text outside the braces", at: node.range,
                help: "write the expression without `${{` and `}}`",
                fix: bare.flatMap { replacement(of: node, with: $0) })
        } catch {
            report(error, in: node)
        }
        return nil
    }

    /// A value whose texts may hold `${{ }}`.
    mutating func template(_ node: YAMLNode) -> ValueTemplate {
        switch node.content {
        case .scalar(let scalar):
            guard let text = scalar.value.stringValue, text.contains(bytesOf: "${{") else {
                return .literal(scalar.value)
            }
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
        report(failure.diagnostic(in: node, self))
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
