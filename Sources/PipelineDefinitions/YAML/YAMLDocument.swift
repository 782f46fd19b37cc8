import Yams

/// Reads one YAML document.
///
/// Plain values are read by the core rules of YAML 1.2: `no`, `on`, `1:30` and dates are texts. Anchors and aliases
/// work within limits; tags, merge keys, keys that are no text and several documents are refused.
public enum YAMLDocument {
    /// Levels of lists and mappings.
    public static let maximumDepth = 64
    /// Values that are written in the file, keys not counted.
    public static let maximumNodes = 10_000
    public static let maximumAliases = 100
    /// Values after aliases are replaced by what they stand for.
    public static let maximumExpandedNodes = 100_000

    /// The document, and what is to be said about it.
    ///
    /// The document is `nil` if there is an error. Never traps, whatever the text is.
    public static func read(_ file: SourceFile) -> (YAMLNode?, [Diagnostic]) {
        if let refusal = refusal(of: file) { return (nil, [refusal]) }
        guard let placeholder = unusedScalar(in: file.text) else {
            return (nil, [refusal(file, "E0112", "this file uses every private Unicode character")])
        }
        do {
            // Without stars the parser sees no alias, so nothing expands behind our back; the walk resolves them.
            let text = file.text.replacing("*", with: placeholder)
            guard let root = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                return (nil, [empty(file)])
            }
            var walker = YAMLWalker(file: file, placeholder: placeholder)
            let node = walker.read(root)
            if let scalar = node?.scalar, scalar.source.isEmpty { return (nil, [empty(file)]) }
            let hasError = walker.diagnostics.contains { $0.severity == .error }
            return (hasError ? nil : node, walker.diagnostics)
        } catch {
            return (nil, [ParserFailure(file: file, placeholder: placeholder).diagnostic(for: error)])
        }
    }

    private static func refusal(
        _ file: SourceFile, _ code: String, _ message: String, help: String? = nil,
        fix: Diagnostic.Fix? = nil
    ) -> Diagnostic {
        Diagnostic(
            code: code, message: message, file: file.path, range: SourceRange(line: 1, column: 1, length: 1),
            help: help,
            fix: fix)
    }

    private static func empty(_ file: SourceFile) -> Diagnostic {
        refusal(file, "E0112", "this file holds no YAML document", help: "start with `kind: pipeline`")
    }

    private static func refusal(of file: SourceFile) -> Diagnostic? {
        if file.text.utf8.count > SourceFile.maximumSize {
            return refusal(file, "E0114", SourceFile.tooLarge, help: "split it into several files")
        }
        if file.text.unicodeScalars.first == "\u{FEFF}" {
            let mark = SourceRange(line: 1, column: 1, length: 1)
            return refusal(
                file, "E0112", "this file starts with a byte order mark", help: "save it as UTF-8 without one",
                fix: .init("remove the mark", [.init(mark, "")]))
        }
        return nil
    }

    private static func unusedScalar(in text: String) -> Unicode.Scalar? {
        let used = Set(text.unicodeScalars.lazy.filter { (0xE000...0xF8FF).contains($0.value) })
        return (UInt32(0xE000)...0xF8FF).lazy.compactMap { Unicode.Scalar($0) }.first { !used.contains($0) }
    }
}

extension String {
    /// The same text, as it is where nothing needs to change.
    func replacing(_ scalar: Unicode.Scalar, with other: Unicode.Scalar) -> String {
        unicodeScalars.contains(scalar) ? SourceFile.string(unicodeScalars.map { $0 == scalar ? other : $0 }) : self
    }
}
