import PipelineDefinitions
import Testing

@Suite("A diagnostic as text")
struct DiagnosticRendererTests {
    private func render(_ text: String) -> String {
        let file = SourceFile(path: "p.yaml", text: text)
        return DiagnosticRenderer(sources: [file]).text(for: YAMLDocument.read(file).1)
    }

    @Test("shows both places of a repeated key")
    func twoPlaces() {
        #expect(
            render("steps:\n  timeout: 1s\n  id: a\n  timeout: 2s\n") == """
                error[E0103]: key `timeout` appears twice
                 --> p.yaml:4:3
                  |
                2 |   timeout: 1s
                  |   ------- first defined here
                 ...
                4 |   timeout: 2s
                  |   ^^^^^^^ appears again here
                  = help: keep one
                  = see: millrace explain E0103

                """)
    }

    @Test("shows a tab as an arrow")
    func tab() {
        #expect(
            render("a:\n\tb: 1\n") == """
                error[E0101]: indentation uses a tab
                 --> p.yaml:2:1
                  |
                2 | →b: 1
                  | ^ tab here; YAML allows only spaces
                  = fix: replace the tabs by spaces
                  = see: millrace explain E0101

                """)
    }

    @Test("names other files, sorts by place, and does without a source it lacks")
    func files() {
        let here = SourceFile(path: "a.yaml", text: "name: report\n")
        let there = SourceFile(path: "b.yaml", text: "x: 1\nname: report\n")
        let range = SourceRange(line: 1, column: 7, length: 6)
        let note = Diagnostic.Note(
            message: "first here", file: "b.yaml", range: SourceRange(line: 2, column: 7, length: 6))
        let both = Diagnostic(
            code: "E0212", message: "two pipelines are called `report`", file: "a.yaml", range: range, notes: [note])
        let other = Diagnostic(.info, code: "I1", message: "m", file: "c.yaml", range: range)
        #expect(
            DiagnosticRenderer(sources: [here, there]).text(for: [other, both]) == """
                error[E0212]: two pipelines are called `report`
                 --> a.yaml:1:7
                  |
                1 | name: report
                  |       ^^^^^^
                 ::: b.yaml:2:7
                  |
                2 | name: report
                  |       ------ first here
                  = see: millrace explain E0212

                info[I1]: m
                 --> c.yaml:1:7
                  = see: millrace explain I1

                """)
    }

    @Test("says once what both the help and the fix say, and keeps the shape of a sample")
    func help() {
        let range = SourceRange(line: 1, column: 1, length: 1)
        func lines(_ help: String, _ fix: Diagnostic.Fix?) -> [String] {
            let diagnostic = Diagnostic(code: "E1", message: "m", file: "p", range: range, help: help, fix: fix)
            return DiagnosticRenderer(sources: []).text(for: diagnostic).split(separator: "\n").dropFirst(2).map(
                String.init)
        }
        let fix = Diagnostic.Fix.replace(range, with: "retry")
        #expect(
            lines("write `retry`", fix) == [
                "  = fix: replace with `retry`", "  = see: millrace explain E1",
            ])
        #expect(lines("write `retries`", fix).count == 3)
        #expect(
            lines("write\n  - id: a", nil) == [
                "  = help: write", "            - id: a", "  = see: millrace explain E1",
            ])
    }

    @Test("has colours only where they are asked for")
    func colours() {
        let file = SourceFile(path: "p.yaml", text: "a: 1\n")
        let diagnostic = Diagnostic(
            .warning, code: "W1", message: "m", file: "p.yaml", range: SourceRange(line: 1, column: 1, length: 1))
        let plain = DiagnosticRenderer(sources: [file]).text(for: diagnostic)
        let coloured = DiagnosticRenderer(sources: [file], colours: true).text(for: diagnostic)
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[1;33mwarning[W1]\u{1B}[0m"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test("cuts very long lines and lets no control character through")
    func hostileLines() {
        let line = String(repeating: "x", count: 5000) + "\u{1B}[31m"
        let file = SourceFile(path: "p", text: line)
        let diagnostic = Diagnostic(
            code: "E1", message: "m\u{1B}", file: "p", range: SourceRange(line: 1, column: 4990, length: 900))
        let text = DiagnosticRenderer(sources: [file]).text(for: diagnostic)
        #expect(!text.unicodeScalars.contains("\u{1B}"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 140 })
        #expect(text.contains("^^^^"))
    }
}
