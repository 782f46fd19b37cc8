import JSONModel

/// Comments that silence a warning of their own or the next line: `# millrace:allow W0607 why it is meant`.
///
/// An error is never silenced, nor is what these comments themselves are told.
struct Suppressions {
    private let files: [(file: SourceFile, comments: [AllowComment])]

    /// A file that is no YAML has no comments anybody could rely on.
    init(_ files: [SourceFile]) {
        self.files = files.map { ($0, AllowComment.all(in: $0)) }.filter { !$0.1.isEmpty }
    }

    /// What is left to say, with what is to be said about the comments.
    func applied(to diagnostics: [Diagnostic]) -> [Diagnostic] {
        var rest = Followers.removed(from: diagnostics)
        // What is checked last is not checked at all while there are errors: nobody knows whether a comment is needed.
        let isComplete = !rest.contains { $0.severity == .error }
        for (file, comments) in files {
            for comment in comments { apply(comment, in: file, isComplete: isComplete, to: &rest) }
        }
        return Followers.withoutMisroutings(rest)
    }

    private func apply(
        _ comment: AllowComment, in file: SourceFile, isComplete: Bool, to diagnostics: inout [Diagnostic]
    ) {
        guard let code = comment.code, DiagnosticCodes.titles[code.text] != nil else {
            return diagnostics.append(unknown(comment, file))
        }
        guard code.text.hasPrefix("W") else {
            return diagnostics.append(
                finding(
                    "W0903", "`\(code.text)` is an error, and errors cannot be allowed", file, code.range,
                    help: "mend what `\(code.text)` tells and remove the comment"))
        }
        guard !comment.reason.isEmpty else {
            let help = "say why it is meant: `# millrace:allow \(code.text) because …`"
            return diagnostics.append(
                finding("W0902", "this allows `\(code.text)` without a reason", file, comment.range, help: help))
        }
        let count = diagnostics.count
        diagnostics.removeAll { diagnostic in
            diagnostic.code == code.text && diagnostic.severity != .error && diagnostic.file == file.path
                && diagnostic.range.start.line == comment.line
        }
        guard isComplete, diagnostics.count == count else { return }
        let removal = Diagnostic.Fix("remove the comment", [.init(comment.removal, "")])
        let message = "nothing on line \(comment.line) is told `\(code.text)`, so there is nothing to allow"
        diagnostics.append(finding("W0901", message, file, comment.range, fix: removal))
    }

    private func unknown(_ comment: AllowComment, _ file: SourceFile) -> Diagnostic {
        guard let code = comment.code else {
            return finding(
                "W0903", "this comment allows nothing", file, comment.range,
                help: "write `# millrace:allow CODE why it is meant`")
        }
        let warnings = DiagnosticCodes.titles.keys.filter { $0.hasPrefix("W") }
        let upper = code.text.uppercased()
        let nearest = DiagnosticCodes.titles[upper] != nil ? upper : Spelling.nearest(to: code.text, among: warnings)
        let fix = nearest == upper ? Diagnostic.Fix.replace(code.range, with: upper) : nil
        return finding(
            "W0903", "there is no code `\(code.text)`\(Spelling.hint(nearest))", file, code.range,
            help: nearest.map { "write `\($0)`" } ?? "`millrace explain` lists all codes", fix: fix)
    }

    private func finding(
        _ code: String, _ message: String, _ file: SourceFile, _ range: SourceRange, help: String? = nil,
        fix: Diagnostic.Fix? = nil
    ) -> Diagnostic {
        Diagnostic(.warning, code: code, message: message, file: file.path, range: range, help: help, fix: fix)
    }
}
