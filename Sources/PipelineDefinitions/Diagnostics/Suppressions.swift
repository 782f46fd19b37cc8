/// Comments that silence a finding of the next line: `# millrace:allow W0607 why it is meant`.
struct Suppressions {
    init(_ files: [SourceFile]) {}

    func applied(to diagnostics: [Diagnostic]) -> [Diagnostic] { diagnostics }
}
