import JSONModel
import Yams

/// Turns the parser's nodes into ours: resolves aliases and plain values, finds ends, counts against the limits.
struct YAMLWalker {
    private struct Anchored {
        let node: YAMLNode
        let size: Int
        let range: SourceRange
        var isUsed = false
    }

    /// Ends the walk; the reason is among the diagnostics.
    private struct Stop: Error {}

    let file: SourceFile
    /// Stands for `*` in the text the parser saw.
    let placeholder: Unicode.Scalar
    private(set) var diagnostics: [Diagnostic] = []
    private var anchors: [String: Anchored] = [:]
    private var openAnchors: [(name: String, range: SourceRange)] = []
    /// Open anchors that an alias inside of them names.
    private var recursive: Set<String> = []
    private var nodes = 0
    private var aliases = 0
    private var expandedNodes = 0

    init(file: SourceFile, placeholder: Unicode.Scalar) {
        self.file = file
        self.placeholder = placeholder
    }

    mutating func read(_ root: Node) -> YAMLNode? {
        guard let node = try? walk(root, depth: 1) else { return nil }
        for (name, anchor) in anchors.sorted(by: { $0.value.range.start < $1.value.range.start }) where !anchor.isUsed {
            report(
                "W0108", "anchor `&\(name)` is never used", at: anchor.range,
                fix: .init("remove the anchor", [.init(withBlanks(anchor.range), "")]))
        }
        return node
    }

    private mutating func report(
        _ code: String, _ message: String, at range: SourceRange,
        label: String? = nil, help: String? = nil, notes: [Diagnostic.Note] = [], fix: Diagnostic.Fix? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                code.hasPrefix("W") ? .warning : .error, code: code, message: message, file: file.path, range: range,
                label: label, help: help, notes: notes, fix: fix))
    }

    /// A stretch with the blanks behind it.
    private func withBlanks(_ range: SourceRange) -> SourceRange {
        let line = file.lines.indices.contains(range.end.line - 1) ? file.lines[range.end.line - 1] : []
        let blanks = line.dropFirst(range.end.column - 1).prefix { $0 == " " }.count
        return SourceRange(
            range.start, SourcePosition(line: range.end.line, column: range.end.column + blanks))
    }

    private func note(_ message: String, at range: SourceRange) -> Diagnostic.Note {
        Diagnostic.Note(message: message, file: file.path, range: range)
    }

    private func start(of node: Node) -> SourcePosition {
        let mark =
            switch node {
            case .scalar(let scalar): scalar.mark
            case .sequence(let sequence): sequence.mark
            case .mapping(let mapping): mapping.mark
            case .alias(let alias): alias.mark
            }
        return SourcePosition(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private mutating func walk(_ node: Node, depth: Int) throws(Stop) -> YAMLNode {
        var cursor = SourceCursor(file, at: start(of: node))
        let first = cursor.position
        try count(depth: depth, at: first)
        let (anchor, tag) = cursor.readProperties()
        if let tag { reportTag(tag) }
        let name = anchor.map { String($0.text.dropFirst()) }
        if let anchor, let name { openAnchors.append((name, anchor.range)) }
        let before = expandedNodes
        let result = try content(of: node, cursor: cursor, depth: depth)
        if let anchor, let name {
            openAnchors.removeLast()
            let isUsed = recursive.remove(name) != nil
            anchors[name] = Anchored(
                node: result, size: expandedNodes - before + 1, range: anchor.range, isUsed: isUsed)
        }
        return result
    }

    private mutating func count(depth: Int, at position: SourcePosition) throws(Stop) {
        nodes += 1
        expandedNodes += 1
        let range = SourceRange(line: position.line, column: position.column, length: 1)
        if depth > YAMLDocument.maximumDepth {
            report("E0114", "values are nested deeper than \(YAMLDocument.maximumDepth) levels", at: range)
            throw Stop()
        }
        if nodes > YAMLDocument.maximumNodes {
            report(
                "E0114", "this file holds more than \(YAMLDocument.maximumNodes) values", at: range,
                help: "split it into several files")
            throw Stop()
        }
        try checkExpansion(at: range)
    }

    private mutating func checkExpansion(at range: SourceRange) throws(Stop) {
        guard expandedNodes > YAMLDocument.maximumExpandedNodes else { return }
        report("E0109", "aliases expand to more than \(YAMLDocument.maximumExpandedNodes) values", at: range)
        throw Stop()
    }

    private mutating func reportTag(_ tag: SourceCursor.Token) {
        let quoting = QuotingHelp(file, at: tag.range.start)
        report(
            "E0110", "`!` starts a YAML tag, and tags are not used here", at: tag.range,
            label: "read as a tag", help: quoting.text, fix: quoting.fix)
    }

    private mutating func content(of node: Node, cursor: SourceCursor, depth: Int) throws(Stop) -> YAMLNode {
        switch node {
        case .scalar(let scalar): return try self.scalar(scalar, cursor: cursor)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence { items.append(try walk(item, depth: depth + 1)) }
            let range = collectionRange(cursor, last: items.last, brackets: ("[", "]"))
            return YAMLNode(content: .sequence(items), range: range)
        case .mapping(let mapping):
            let entries = try self.entries(of: mapping, depth: depth)
            let range = collectionRange(cursor, last: entries.last?.value, brackets: ("{", "}"))
            return YAMLNode(content: .mapping(entries), range: range)
        // `compose` resolves aliases, and the text it read has none.
        case .alias: throw Stop()
        }
    }

    private func collectionRange(
        _ cursor: SourceCursor, last: YAMLNode?, brackets: (open: Unicode.Scalar, close: Unicode.Scalar)
    ) -> SourceRange {
        let start = cursor.position
        let end = last.map { ($0.aliasRange ?? $0.range).end } ?? start
        // The style Yams reports is that of the collection's end, which has none; the source knows.
        guard cursor.current == brackets.open else { return SourceRange(start, end) }
        var cursor = last == nil ? cursor : SourceCursor(file, at: end)
        cursor.skipToClosing(brackets.close)
        return SourceRange(start, cursor.position)
    }

    private mutating func entries(of mapping: Node.Mapping, depth: Int) throws(Stop) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var seen: [String: SourceRange] = [:]
        for (key, value) in mapping {
            let entry = self.key(key)
            let node = try walk(value, depth: depth + 1)
            guard let (name, range) = entry else { continue }
            if let first = seen[name] {
                report(
                    "E0103", "key `\(name)` appears twice", at: range, label: "appears again here", help: "keep one",
                    notes: [note("first defined here", at: first)])
            } else {
                seen[name] = range
                if let reading = ReadingDoubt(node, key: name) { report(reading, at: node.range) }
                entries.append(YAMLEntry(key: name, keyRange: range, value: node))
            }
        }
        return entries
    }

    private mutating func key(_ node: Node) -> (name: String, range: SourceRange)? {
        var cursor = SourceCursor(file, at: start(of: node))
        let (_, tag) = cursor.readProperties()
        let start = cursor.position
        if let tag { reportTag(tag) }
        guard case .scalar(let scalar) = node, !isAlias(scalar), !scalar.string.isEmpty || scalar.style != .plain else {
            report(
                "E0113", "a key must be a text", at: SourceRange(line: start.line, column: start.column, length: 1),
                help: "quote text that starts with `[`, `{`, `*` or `?`")
            return nil
        }
        let name = restored(scalar.string)
        cursor.skip(name, style: Self.style(scalar.style))
        let range = SourceRange(start, cursor.position)
        if name == "<<", scalar.style == .plain || scalar.style == .any {
            report(
                "E0113", "merge keys (`<<`) are not used here", at: range,
                help: "write the keys out, or use an alias for a whole value")
            return nil
        }
        return (name, range)
    }

    private func restored(_ text: String) -> String { text.replacing(placeholder, with: "*") }

    private static func style(_ style: Node.Scalar.Style) -> YAMLScalar.Style {
        switch style {
        case .any, .plain: .plain
        case .singleQuoted: .singleQuoted
        case .doubleQuoted: .doubleQuoted
        case .literal: .literal
        case .folded: .folded
        }
    }

    private mutating func scalar(_ scalar: Node.Scalar, cursor: SourceCursor) throws(Stop) -> YAMLNode {
        let text = restored(scalar.string)
        let style = Self.style(scalar.style)
        let start = cursor.position
        var cursor = cursor
        cursor.skip(text, style: style)
        let range = SourceRange(start, text.isEmpty && style == .plain ? start : cursor.position)
        if isAlias(scalar) { return try alias(text, at: range) }
        let value = style == .plain ? plainValue(text, at: range) : .string(text)
        if style == .plain { warnOfComment(behind: range) }
        let content = YAMLScalar(text: text, source: file.text(in: range), style: style, value: value)
        return YAMLNode(content: .scalar(content), range: range)
    }

    private mutating func report(_ doubt: ReadingDoubt, at range: SourceRange) {
        let fix = doubt.isCertain ? Diagnostic.Fix.replace(range, with: doubt.quoted) : nil
        report(
            "W0107", "`\(doubt.source)` is read as the number \(doubt.number)", at: range,
            help: "quote it if the digits matter: \(doubt.quoted)", fix: fix)
    }

    /// `#tag`: a comment without a blank is hardly one.
    private mutating func warnOfComment(behind range: SourceRange) {
        guard let comment = GluedComment(behind: range, in: file) else { return }
        report("W0111", comment.message, at: comment.range, help: comment.help)
    }

    private func isAlias(_ scalar: Node.Scalar) -> Bool {
        Self.style(scalar.style) == .plain && scalar.string.unicodeScalars.first == placeholder
    }

    private mutating func plainValue(_ text: String, at range: SourceRange) -> JSONValue {
        if let meant = CoreSchema.formerBoolean(text) {
            report(
                "W0105", "`\(text)` is read as the text \"\(text)\"", at: range,
                help: "write `\(meant)` if you mean a boolean, or `\"\(text)\"` if you mean the text")
        }
        switch CoreSchema.read(text) {
        case .value(let value): return value
        case .unrepresentable:
            report(
                "E0110", "`\(text)` is no number that JSON can hold", at: range, help: "quote it if you mean the text")
            return .null
        }
    }

    private mutating func alias(_ text: String, at range: SourceRange) throws(Stop) -> YAMLNode {
        let nothing = YAMLNode(content: .sequence([]), range: range)
        let name = String(text.dropFirst())
        guard
            name.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0) })
        else {
            let quoting = QuotingHelp(file, at: range.start)
            report(
                "E0110", "`*` starts a YAML alias; quote the value", at: range, label: "read as an alias",
                help: quoting.text, fix: quoting.fix)
            return nothing
        }
        aliases += 1
        if aliases > YAMLDocument.maximumAliases {
            report("E0109", "this file uses more than \(YAMLDocument.maximumAliases) aliases", at: range)
            throw Stop()
        }
        if let open = openAnchors.last(where: { $0.name == name }) {
            recursive.insert(name)
            report(
                "E0109", "alias `*\(name)` refers to itself", at: range, label: "inside the value it stands for",
                notes: [note("the anchor is here", at: open.range)])
            return nothing
        }
        guard let target = anchors[name] else {
            report(
                "E0109", "no anchor `&\(name)` stands before alias `*\(name)`", at: range,
                help: "define `&\(name)` earlier in the file, or quote the value")
            return nothing
        }
        anchors[name]?.isUsed = true
        expandedNodes += target.size - 1
        try checkExpansion(at: range)
        return YAMLNode(content: target.node.content, range: target.node.range, aliasRange: range)
    }
}
