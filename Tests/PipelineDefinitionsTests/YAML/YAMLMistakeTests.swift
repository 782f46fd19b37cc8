import PipelineDefinitions
import Testing

@Suite("A mistake in YAML")
struct YAMLMistakeTests {
    @Test(
        "is told in plain words at its place",
        arguments: [
            ("a:\n\tb: 1\n", "E0101", "2:1-2:2", "indentation uses a tab"),
            ("a:\n  \t- b\n", "E0101", "2:3-2:4", "indentation uses a tab"),
            (
                "id: x\n  uses: y\n", "E0102", "2:3-2:10",
                "this line is indented deeper than `id:` above, but `id` already has a value"
            ),
            ("a:\n   b: 1\n  c: 2\n", "E0102", "3:3-3:7", "this line does not line up with the lines above"),
            ("a:\n  - b\n c: 1\n", "E0102", "3:2-3:6", "this line does not line up with the lines above"),
            ("a: 1\nfoo\nb: 2\n", "E0102", "2:1-2:4", "`:` is missing after this key"),
            ("a: [1, 2\nb: 3\n", "E0104", "1:4-1:5", "this `[` is never closed"),
            ("a: {b: 1\n", "E0104", "1:4-1:5", "this `{` is never closed"),
            ("a: \"text\nb: 1\n", "E0104", "1:4-1:5", "this `\"` is never closed"),
            ("a: 'text\n", "E0104", "1:4-1:5", "this `'` is never closed"),
            ("a: \"x\nb: \"y\"\nc: 1\n", "E0104", "1:4-1:5", "this `\"` is never closed"),
            ("a: {b: 'x}\nc: {d: 'y'}\n", "E0104", "1:8-1:9", "this `'` is never closed"),
            ("a: [\n", "E0104", "1:4-1:5", "this `[` is never closed"),
            ("a: {b: [1, 2], c: [\n# ]\n", "E0104", "1:19-1:20", "this `[` is never closed"),
            (
                "{ when: a in [\"b\"], c: d }\n", "E0110", "1:9-1:15",
                "within `{ }` this value ends before `[`; quote the value"
            ),
            ("a: \"x y\"\nb: [1, {c: 2]\n", "E0104", "2:8-2:9", "this `{` is never closed"),
            ("when: !done && x\n", "E0110", "1:7-1:17", "`!` starts a YAML tag; quote the value"),
            ("when: !steps.a.ok\n", "E0110", "1:7-1:18", "`!` starts a YAML tag, and tags are not used here"),
            (
                "a: !!python/object:os.system x\n", "E0110", "1:4-1:29",
                "`!` starts a YAML tag, and tags are not used here"
            ),
            ("a: !ruby [1]\n", "E0110", "1:4-1:9", "`!` starts a YAML tag, and tags are not used here"),
            ("a: *b.c\n", "E0110", "1:4-1:8", "`*` starts a YAML alias; quote the value"),
            ("a: & b\n", "E0110", "1:4-1:7", "`&` starts a YAML anchor; quote the value"),
            ("a: @x\n", "E0110", "1:4-1:6", "`@` cannot start a plain value; quote the value"),
            ("- `x`\n", "E0110", "1:3-1:6", "a backtick cannot start a plain value; quote the value"),
            ("a: {{ input.x }} y\n", "E0110", "1:4-1:19", "`{` starts a YAML mapping; quote the value"),
            (
                "a: see: this\n", "E0110", "1:4-1:13",
                "this value contains `: `, which starts a new key; quote the value"
            ),
            (
                "a: \"\\d+\"\n", "E0110", "1:5-1:6",
                "this escape is unknown in double quotes; write `\\\\` for a backslash"
            ),
            ("a: { b:[1] }\n", "E0102", "1:7-1:8", "a space is missing after `:`"),
            ("}a: 1\n", "E0102", "1:1-1:2", "a value is expected here"),
            ("a: |x\n  b\n", "E0102", "1:5-1:6", "only a comment may follow `|` or `>` on its line"),
            ("a: .inf\n", "E0110", "1:4-1:8", "`.inf` is no number that JSON can hold"),
            ("a: 1e999\n", "E0110", "1:4-1:9", "`1e999` is no number that JSON can hold"),
            ("a: *b\n", "E0109", "1:4-1:6", "no anchor `&b` stands before alias `*b`"),
            ("a: 1\n---\nb: 2\n", "E0112", "2:1-2:4", "expected one document, found another (it starts at line 2)"),
            ("", "E0112", "1:1-1:2", "this file holds no YAML document"),
            ("# only a comment\n", "E0112", "1:1-1:2", "this file holds no YAML document"),
            ("---\n", "E0112", "1:1-1:2", "this file holds no YAML document"),
            ("\u{FEFF}a: 1\n", "E0112", "1:1-1:2", "this file starts with a byte order mark"),
            ("a: 1\nb: \u{7}\n", "E0112", "2:4-2:5", "this file holds a control character that YAML does not allow"),
            ("a: {<<: {b: 1}}\n", "E0113", "1:5-1:7", "merge keys (`<<`) are not used here"),
            ("? [a]\n: 1\n", "E0113", "1:3-1:4", "a key must be a text"),
            (": 1\n", "E0113", "1:1-1:4", "a key is missing before `:`"),
            ("a: &x 1\n*x : 2\n", "E0113", "2:1-2:2", "a key must be a text"),
        ])
    func mistakes(text: String, code: String, range: String, message: String) {
        let (node, diagnostics) = readYAML(text)
        #expect(node == nil)
        #expect(diagnostics.first?.code == code)
        #expect(diagnostics.first?.range.description == range)
        #expect(diagnostics.first?.message == message)
        #expect(diagnostics.first?.severity == .error)
    }

    @Test(
        "that repeats a key shows both places",
        arguments: [
            ("a: 1\nb:\n  t: 1\n  u: 2\n  t: 3\n", "t", "5:3-5:4", "3:3-3:4"),
            ("a: {x: 1, y: 2, x: 3}\n", "x", "1:17-1:18", "1:5-1:6"),
            ("- id: 1\n  n: 2\n  id: 3\n", "id", "3:3-3:5", "1:3-1:5"),
            ("a: 1\n\"a\": 2\n", "a", "2:1-2:4", "1:1-1:2"),
        ])
    func duplicates(text: String, key: String, second: String, first: String) {
        let (node, diagnostics) = readYAML(text)
        #expect(node == nil)
        #expect(diagnostics.map(\.code) == ["E0103"])
        #expect(diagnostics.first?.message == "key `\(key)` appears twice")
        #expect(diagnostics.first?.range.description == second)
        #expect(diagnostics.first?.notes.first?.message == "first defined here")
        #expect(diagnostics.first?.notes.first?.range.description == first)
    }

    @Test("in an alias shows the anchor too")
    func recursiveAlias() {
        let (node, diagnostics) = readYAML("a: &x\n  b: [*x]\n")
        #expect(node == nil)
        #expect(diagnostics.first?.code == "E0109")
        #expect(diagnostics.first?.message == "alias `*x` refers to itself")
        #expect(diagnostics.first?.range.description == "2:7-2:9")
        #expect(diagnostics.first?.notes.first?.range.description == "1:4-1:6")
    }

    @Test(
        "that may be none is a warning",
        arguments: [
            ("a: no\n", "W0105", "1:4-1:6", "`no` is read as the text \"no\""),
            ("a: [1, ON]\n", "W0105", "1:8-1:10", "`ON` is read as the text \"ON\""),
            ("a: &x 1\n", "W0108", "1:4-1:6", "anchor `&x` is never used"),
            ("version: 1.10\n", "W0107", "1:10-1:14", "`1.10` is read as the number 1.1"),
            ("apiVersion: 2.0\n", "W0107", "1:13-1:16", "`2.0` is read as the number 2"),
            ("a: 007\n", "W0107", "1:4-1:7", "`007` is read as the number 7"),
            (
                "a: 123456789012345678901\n", "W0107", "1:4-1:25",
                "`123456789012345678901` is read as the number 1.2345678901234568e+20"
            ),
            ("a: #b\n", "W0111", "1:4-1:6", "this value is empty: a `#` begins a comment"),
            ("a: bug #12 of b\n", "W0111", "1:8-1:16", "everything after ` #` is a comment, not text"),
        ])
    func warnings(text: String, code: String, range: String, message: String) {
        let (node, diagnostics) = readYAML(text)
        #expect(node != nil)
        #expect(diagnostics.map(\.code) == [code])
        #expect(diagnostics.first?.severity == .warning)
        #expect(diagnostics.first?.range.description == range)
        #expect(diagnostics.first?.message == message)
    }

    @Test(
        "is not seen where there is none: keys, quoted words, letters",
        arguments: [
            "on: 1", "a: 'no'", "a: y", "a: nO", "a: 1.10", "version: 1.5", "a: 0", "a: 0.5", "a: -0.50", "a: 0x10",
            "version: '1.10'", "a: b # c", "a: # c\n  b: 1", "a: b#c", "a: 'b' #c", "a: b #", "a: b ## c",
            "a: b #millrace:allow", "#c\na: 1", "a: |\n  b #c\n",
        ])
    func noWarning(text: String) {
        let (node, diagnostics) = readYAML(text)
        #expect(node != nil)
        #expect(diagnostics == [])
    }

    @Test("helps by showing the line in quotes")
    func quotingHelp() {
        #expect(readYAML("- when: !steps.a.ok\n").1.first?.help == "write `- when: \"!steps.a.ok\"`")
        #expect(readYAML("when: !a == \"b's\"\n").1.first?.help == "write `when: '!a == \"b''s\"'`")
    }

    @Test("in the encoding is found before YAML is read")
    func encoding() throws {
        let error = #expect(throws: Diagnostic.self) {
            try SourceFile(path: "p", bytes: Array("a: é\nb".utf8) + [0xFF, 0x41])
        }
        #expect(error?.code == "E0112")
        #expect(error?.range.description == "2:2-2:3")
        let utf16 = #expect(throws: Diagnostic.self) { try SourceFile(path: "p", bytes: [0xFF, 0xFE, 0x61, 0]) }
        #expect(utf16?.range.description == "1:1-1:2")
        #expect(try SourceFile(path: "p", bytes: Array("é".utf8)).text == "é")
    }
}

@Suite("The limits of a YAML document")
struct YAMLLimitTests {
    private func codes(_ text: String) -> [String] { readYAML(text).1.map { "\($0.code) \($0.range.start)" } }

    @Test("1 MiB of text")
    func size() {
        let room = SourceFile.maximumSize - 4
        #expect(codes("a: " + String(repeating: "x", count: room) + "\n") == [])
        #expect(codes("a: " + String(repeating: "x", count: room + 1) + "\n") == ["E0114 1:1"])
        let error = #expect(throws: Diagnostic.self) {
            try SourceFile(path: "p", bytes: Array(repeating: 0x61, count: SourceFile.maximumSize + 1))
        }
        #expect(error?.code == "E0114")
    }

    @Test("64 levels, in every form, and no crash far beyond")
    func depth() {
        func flow(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(codes(flow(64)) == [])
        #expect(codes(flow(65)) == ["E0114 1:65"])
        #expect(codes(flow(900)) == ["E0114 1:65"])
        #expect(codes(flow(10_000)).first?.hasPrefix("E0114 1:") == true)
        #expect(codes(String(repeating: "[", count: 500_000)).first?.hasPrefix("E0114 1:") == true)
        #expect(codes(String(repeating: "- ", count: 64) + "x") == ["E0114 1:129"])
        #expect(codes(String(repeating: "- ", count: 300_000) + "x").first?.hasPrefix("E0114 1:") == true)
        #expect(codes(String(repeating: "{a: ", count: 100_000)).first?.hasPrefix("E0114 1:") == true)
        #expect(codes(String(repeating: "? ", count: 100_000)).first?.hasPrefix("E0114 1:") == true)
    }

    @Test("10,000 values")
    func nodes() {
        func list(_ count: Int) -> String { String(repeating: "- 1\n", count: count) }
        #expect(codes(list(9_999)) == [])
        #expect(codes(list(10_000)) == ["E0114 10000:3"])
        #expect(codes(list(200_000)) == ["E0114 10000:3"])
    }

    @Test("100 aliases")
    func aliases() {
        func uses(_ count: Int) -> String { "a: &x 1\nb:\n" + String(repeating: "- *x\n", count: count) }
        #expect(codes(uses(100)) == [])
        #expect(codes(uses(101)) == ["E0109 103:3"])
    }

    @Test("100,000 values after aliases, also where a bomb is a key")
    func expansion() {
        let bomb =
            "l0: &l0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + (1...9).map {
                "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 10).joined(separator: ", "))]\n"
            }
            .joined()
        #expect(codes(bomb).count == 1)
        #expect(codes(bomb).first?.hasPrefix("E0109 5:") == true)
        #expect(codes(bomb + "? *l9\n: x\n? [*l9]\n: y\n").first?.hasPrefix("E0109 5:") == true)
    }
}
