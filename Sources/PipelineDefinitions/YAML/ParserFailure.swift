import Yams

/// Says in plain words why the parser gave up, and where the mistake is rather than where it was noticed.
struct ParserFailure {
    let file: SourceFile
    let placeholder: Unicode.Scalar

    func diagnostic(for error: any Error) -> Diagnostic {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            return syntax(problem, at: mark, context: context)
        case .composer(_, _, let mark, _):
            let place = position(mark)
            return failure(
                "E0112", "expected one document, found another (it starts at line \(place.line))", at: range(place, 3),
                help: "write each document into its own file")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return duplicate(duplicates.first ?? "", first: position(context.mark))
        case .reader(_, let offset, _, _): return unreadable(offset)
        default:
            return failure("E0112", "this file cannot be read as YAML", at: range(SourcePosition(line: 1, column: 1)))
        }
    }

    private func position(_ mark: Mark) -> SourcePosition { SourcePosition(line: mark.line, column: mark.column) }

    private func range(_ start: SourcePosition, _ length: Int = 1) -> SourceRange {
        SourceRange(line: start.line, column: start.column, length: length)
    }

    private func failure(
        _ code: String, _ message: String, at range: SourceRange, label: String? = nil, help: String? = nil,
        note: (String, SourceRange)? = nil, fix: Diagnostic.Fix? = nil
    ) -> Diagnostic {
        Diagnostic(
            code: code, message: message, file: file.path, range: range, label: label, help: help,
            notes: note.map { [.init(message: $0.0, file: file.path, range: $0.1)] } ?? [], fix: fix)
    }

    private func scalars(_ line: Int) -> [Unicode.Scalar] {
        file.lines.indices.contains(line - 1) ? file.lines[line - 1] : []
    }

    private func syntax(_ problem: String, at mark: Mark, context: YamlError.Context?) -> Diagnostic {
        let place = position(mark)
        let opener = context.map { position($0.mark) }
        if problem.contains("nesting level") {
            return failure(
                "E0114", "values are nested deeper than \(YAMLDocument.maximumDepth) levels", at: range(place))
        }
        if let tab = indentingTab(near: place) ?? opener.flatMap(indentingTab) { return tab }
        if let value = trap(on: place.line) ?? opener.flatMap({ openerTrap(on: $0.line) }) { return value }
        if scalars(place.line).first(where: { $0 != " " }) == ":" {
            return failure(
                "E0113", "a key is missing before `:`", at: wholeLine(place.line), help: "write `key: value`")
        }
        let circumstances = context?.text ?? ""
        if let quote = QuoteSearch.unclosed(file, before: place.line) {
            return unclosed(quote, noticed: place)
        }
        if problem.contains("escape character") { return unknownEscape(at: place) }
        if circumstances.contains("flow"), let value = flowTrap(at: place) { return value }
        if circumstances.contains("flow") || circumstances.contains("quoted"), let opener {
            return unclosed(BracketSearch.opener(file, at: opener, noticed: place), noticed: place)
        }
        if problem.contains("mapping values are not allowed") { return unexpectedColon(at: place) }
        if problem.contains("could not find expected ':'") {
            let line = opener ?? place
            return failure(
                "E0102", "`:` is missing after this key", at: wholeLine(line.line), help: "write `key: value`")
        }
        if problem.contains("did not find expected key") || problem.contains("'-' indicator") {
            let note = opener.map { ("the block it should line up with starts here", range($0)) }
            return failure(
                "E0102", "this line does not line up with the lines above", at: wholeLine(place.line), note: note)
        }
        return other(problem, at: place)
    }

    /// The parser's own words speak of tokens and nodes, so none of them is passed on.
    private func other(_ problem: String, at place: SourcePosition) -> Diagnostic {
        let known: [(part: String, code: String, message: String)] = [
            ("cannot start any token", "E0110", "this character cannot start a value; quote the value"),
            ("document start", "E0102", "this does not belong to what stands above it; `key: value` is expected"),
            ("comment or line break", "E0102", "only a comment may follow `|` or `>` on its line"),
            ("node content", "E0102", "a value is expected here"),
            ("alphabetic or numeric", "E0110", "an anchor or alias needs a name; quote the value if it is text"),
            ("tab character", "E0101", "indentation uses a tab"),
        ]
        if problem.contains("unexpected ':'") { return missingBlank(at: place) }
        guard let match = known.first(where: { problem.contains($0.part) }) else {
            return failure("E0102", "this line is not YAML", at: wholeLine(place.line))
        }
        return failure(match.code, match.message, at: range(place))
    }

    private func insertion(_ text: String, at place: SourcePosition, _ title: String) -> Diagnostic.Fix {
        Diagnostic.Fix(title, [.init(range(place, 0), text)])
    }

    private func unknownEscape(at place: SourcePosition) -> Diagnostic {
        let isBackslash = scalars(place.line).dropFirst(place.column - 1).first == "\\"
        return failure(
            "E0110", "this escape is unknown in double quotes; write `\\\\` for a backslash", at: range(place),
            fix: isBackslash ? insertion("\\", at: place, "write the backslash twice") : nil)
    }

    private func missingBlank(at place: SourcePosition) -> Diagnostic {
        let isColon = scalars(place.line).dropFirst(place.column - 1).first == ":"
        let behind = SourcePosition(line: place.line, column: place.column + 1)
        return failure(
            "E0102", "a space is missing after `:`", at: range(place),
            fix: isColon ? insertion(" ", at: behind, "put a space after `:`") : nil)
    }

    private func wholeLine(_ number: Int) -> SourceRange {
        let line = scalars(number)
        let first = line.firstIndex { $0 != " " } ?? 0
        return SourceRange(line: number, column: first + 1, length: max(1, line.count - first))
    }

    private func indentingTab(near place: SourcePosition) -> Diagnostic? {
        let blanks = scalars(place.line).prefix { $0 == " " || $0 == "\t" }
        guard let tab = blanks.firstIndex(of: "\t") else { return nil }
        let fix = TabRepair.fix(file)
        return failure(
            "E0101", "indentation uses a tab", at: SourceRange(line: place.line, column: tab + 1, length: 1),
            label: "tab here; YAML allows only spaces", help: fix == nil ? "replace the tab by spaces" : nil, fix: fix)
    }

    /// The block around the mistake may well begin with an anchor that is meant.
    private func openerTrap(on number: Int) -> Diagnostic? {
        let line = scalars(number)
        let next = valueStart(in: line).flatMap { line[$0] == "&" ? line.dropFirst($0 + 1).first : nil }
        return next?.properties.isAlphabetic == true ? nil : trap(on: number)
    }

    /// A bare value whose first character means something to YAML.
    private func trap(on number: Int) -> Diagnostic? {
        let line = scalars(number)
        guard let start = valueStart(in: line) else { return nil }
        let value = line[start...]
        let meaning: String
        switch value.first {
        case "!": meaning = "starts a YAML tag"
        case "&": meaning = "starts a YAML anchor"
        case "{" where value.dropFirst().first == "{": meaning = "starts a YAML mapping"
        case "%", "@", "`": meaning = "cannot start a plain value"
        default: return nil
        }
        let first = SourceFile.string(value.prefix(1))
        let shown = first == "`" ? "a backtick" : "`\(first)`"
        let quoting = QuotingHelp(file, at: SourcePosition(line: number, column: start + 1))
        return failure(
            "E0110", "\(shown) \(meaning); quote the value",
            at: SourceRange(line: number, column: start + 1, length: value.count), help: quoting.text, fix: quoting.fix)
    }

    /// A bare value within `{ }` or `[ ]` that holds a bracket or quote itself: `{ when: a in ["b"] }`.
    private func flowTrap(at place: SourcePosition) -> Diagnostic? {
        let line = scalars(place.line)
        let index = place.column - 1
        guard line.indices.contains(index), "[{\"'".unicodeScalars.contains(line[index]) else { return nil }
        let marks = ",[]{}\"'".unicodeScalars
        let start = line[..<index].lastIndex { marks.contains($0) }.map { $0 + 1 } ?? 0
        guard
            let colon = line[start..<index].indices.last(where: {
                line[$0] == ":" && $0 + 1 < index && line[$0 + 1] == " "
            }),
            let first = line[(colon + 1)..<index].firstIndex(where: { $0 != " " })
        else { return nil }
        let quoting = QuotingHelp(file, at: SourcePosition(line: place.line, column: first + 1))
        return failure(
            "E0110", "within `{ }` this value ends before `\(line[index])`; quote the value",
            at: SourceRange(line: place.line, column: first + 1, length: index - first + 1), help: quoting.text,
            fix: quoting.fix)
    }

    /// Where the value of `key: value` or `- value` starts, as an index.
    private func valueStart(in line: [Unicode.Scalar]) -> Int? {
        var start = line.firstIndex { $0 != " " } ?? line.count
        while start + 1 < line.count, line[start] == "-", line[start + 1] == " " {
            start += 1
            while start < line.count, line[start] == " " { start += 1 }
        }
        let colon = line.indices.dropFirst(start).first {
            line[$0] == ":" && $0 + 1 < line.count && line[$0 + 1] == " "
        }
        if let colon, !"\"'".unicodeScalars.contains(line[start]) {
            start = line.indices.dropFirst(colon + 1).first { line[$0] != " " } ?? line.count
        }
        return start < line.count ? start : nil
    }

    private func unclosed(_ opener: SourcePosition, noticed: SourcePosition) -> Diagnostic {
        let character = scalars(opener.line).dropFirst(opener.column - 1).first.map(String.init) ?? "["
        let isAtEnd = noticed.line >= file.lines.count
        let note = isAtEnd ? nil : ("`,` or the closing character is missing before this", range(noticed))
        return failure(
            "E0104", "this `\(character)` is never closed", at: range(opener), label: "opened here",
            help: Self.closers[character].map { "write the closing `\($0)`" }, note: note)
    }

    private static let closers = ["[": "]", "{": "}", "\"": "\"", "'": "'"]

    private func unexpectedColon(at place: SourcePosition) -> Diagnostic {
        let line = scalars(place.line)
        if let start = valueStart(in: line), start < place.column - 1 {
            let value = SourceRange(line: place.line, column: start + 1, length: line.count - start)
            let quoting = QuotingHelp(file, at: value.start)
            return failure(
                "E0110", "this value contains `: `, which starts a new key; quote the value", at: value,
                help: quoting.text, fix: quoting.fix)
        }
        let above = (1..<max(1, place.line)).last { number in
            let first = scalars(number).first { $0 != " " }
            return first != nil && first != "#"
        }
        guard let above else { return failure("E0102", "`:` is not expected here", at: range(place)) }
        let text = scalars(above).drop { $0 == " " || $0 == "-" }
        let key = SourceFile.string(text.prefix { $0 != ":" })
        return failure(
            "E0102", "this line is indented deeper than `\(key):` above, but `\(key)` already has a value",
            at: wholeLine(place.line), note: ("`\(key)` has a value here", wholeLine(above)))
    }

    private func duplicate(_ key: String, first: SourcePosition) -> Diagnostic {
        let key = SourceFile.string(key.unicodeScalars.map { $0 == placeholder ? "*" : $0 })
        var cursor = SourceCursor(file, at: first)
        let isQuoted = cursor.current == "\"" || cursor.current == "'"
        cursor.skip(key, style: cursor.current == "'" ? .singleQuoted : isQuoted ? .doubleQuoted : .plain)
        let firstRange = SourceRange(first, cursor.position)
        let message = "key `\(key)` appears twice"
        guard let second = repetition(of: key, after: firstRange) else {
            return failure("E0103", message, at: firstRange, label: "first defined here", help: "keep one")
        }
        return failure(
            "E0103", message, at: second, label: "appears again here", help: "keep one",
            note: ("first defined here", firstRange))
    }

    /// The next place where the key stands, in the same column or within the same line.
    private func repetition(of key: String, after first: SourceRange) -> SourceRange? {
        let wanted = Array(key.unicodeScalars)
        for number in first.start.line...max(first.start.line, file.lines.count) {
            let line = scalars(number)
            let isFirstLine = number == first.start.line
            if !isFirstLine, let indent = line.firstIndex(where: { $0 != " " }), line[indent] != "#",
                indent < first.start.column - 1, !isFlow(first)
            {
                return nil
            }
            for start in line.indices where isFirstLine ? start >= first.end.column - 1 : true {
                guard isFirstLine || isFlow(first) || start <= first.start.column else { break }
                let end = start + wanted.count
                guard end < line.count, line[start..<end].elementsEqual(wanted) else { continue }
                let quote = start > 0 ? line[start - 1] : " "
                let isQuoted = (quote == "\"" || quote == "'") && line[end] == quote
                let column = isQuoted ? start : start + 1
                let rest = line[(isQuoted ? end + 1 : end)...].drop { $0 == " " }
                guard rest.first == ":", isFirstLine || isFlow(first) || column == first.start.column else { continue }
                if !isQuoted, start > 0, !" {,".unicodeScalars.contains(quote) { continue }
                return SourceRange(line: number, column: column, length: wanted.count + (isQuoted ? 2 : 0))
            }
        }
        return nil
    }

    private func isFlow(_ key: SourceRange) -> Bool {
        let before = scalars(key.start.line).prefix(key.start.column - 1)
        return before.contains("{")
    }

    private func unreadable(_ offset: Int?) -> Diagnostic {
        let before = file.text.utf8.prefix(max(0, offset ?? 0))
        let text = String(decoding: before, as: UTF8.self)
        let read = SourceFile(path: file.path, text: text)
        let place = SourcePosition(line: read.lines.count, column: (read.lines.last?.count ?? 0) + 1)
        return failure(
            "E0112", "this file holds a control character that YAML does not allow", at: range(place),
            help: "remove it, or write it as an escape such as \"\\u0007\"")
    }
}
