import JSONModel
import PipelineDefinitions
import Testing

func readYAML(_ text: String) -> (YAMLNode?, [Diagnostic]) {
    YAMLDocument.read(SourceFile(path: "p.yaml", text: text))
}

@Suite("A YAML document")
struct YAMLDocumentTests {
    @Test(
        "reads plain values by the core rules of YAML 1.2",
        arguments: [
            ("true", .bool(true)), ("False", .bool(false)), ("~", .null), ("null", .null), ("17", .int(17)),
            ("017", .int(17)), ("-5", .int(-5)), ("+5", .int(5)), ("0o17", .int(15)), ("0xFF", .int(255)),
            ("1.10", .double(1.1)), ("1e3", .double(1000)), (".5", .double(0.5)), ("-1.", .double(-1)),
            ("9223372036854775808", .double(0x1p63)), ("no", "no"), ("on", "on"), ("Yes", "Yes"), ("y", "y"),
            ("tRue", "tRue"), ("1:30", "1:30"), ("22:22", "22:22"), ("2026-11-21", "2026-11-21"), ("1_000", "1_000"),
            ("0x", "0x"), ("0x-1", "0x-1"), ("--1", "--1"), ("+", "+"), (".", "."), ("1e", "1e"), ("1e+-3", "1e+-3"),
            ("1.2.3", "1.2.3"), ("500MB", "500MB"), ("'1'", "1"), ("\"true\"", "true"), ("a * b ** c", "a * b ** c"),
            ("${{ input.videoUrl }}", "${{ input.videoUrl }}"), ("\"*a\"", "*a"),
        ] as [(String, JSONValue)])
    func coreRules(source: String, value: JSONValue) throws {
        let (node, diagnostics) = readYAML("v: \(source)\n")
        let scalar = try #require(node?["v"]?.scalar)
        #expect(scalar.value == value)
        #expect(scalar.source == source)
        #expect(diagnostics.allSatisfy { $0.severity == .warning })
    }

    @Test(
        "keeps private characters, with stars and without",
        arguments: ["\u{E000}", "\u{E000}*", "*\u{F8FF}\u{E000}\u{E001} *", "…\u{E002}"])
    func privateCharacters(text: String) throws {
        let (node, diagnostics) = readYAML("v: \"\(text)\" # *\n\u{E003}: a\n")
        #expect(diagnostics == [])
        #expect(node?.jsonValue == ["v": .string(text), "\u{E003}": "a"])
    }

    @Test("keeps the order of keys and reads flow and block forms alike")
    func forms() throws {
        let text = """
            # a comment with * and [
            zebra: { url: "${{ input.url }}", n: 1 }
            apple: [1, 'it''s', "a\\tb"]
            text: |
              * one
              two

            folded: >-
              a
              b
            empty:
            "on": {}
            """
        let (node, diagnostics) = readYAML(text)
        #expect(diagnostics == [])
        #expect(node?.entries?.map(\.key) == ["zebra", "apple", "text", "folded", "empty", "on"])
        #expect(
            node?.jsonValue == [
                "zebra": ["url": "${{ input.url }}", "n": 1], "apple": [1, "it's", "a\tb"], "text": "* one\ntwo\n",
                "folded": "a b", "empty": nil, "on": [:],
            ])
        #expect(node?["text"]?.scalar?.style == .literal)
        #expect(node?["folded"]?.scalar?.style == .folded)
    }

    @Test(
        "tells where each value and key stands",
        arguments: [
            ("/a", "1:4-1:7", "1:1-1:2"), ("/b", "3:3-4:7", "2:1-2:2"), ("/b/0", "3:5-3:16", nil),
            ("/b/0/x", "3:8-3:16", "3:5-3:6"), ("/b/1", "4:5-4:7", nil), ("/c", "5:4-7:2", "5:1-5:2"),
            ("/c/k", "6:6-6:8", "6:3-6:4"), ("/c/l", "6:13-6:17", "6:10-6:11"), ("/d", "8:4-11:6", "8:1-8:2"),
            ("/e", "13:4-14:5", "13:1-13:2"), ("/é", "15:6-15:8", "15:1-15:4"), ("/f", "16:7-16:11", "16:1-16:2"),
            ("/g", "17:3-17:3", "17:1-17:2"), ("/h", "18:4-18:6", "18:1-18:2"), ("/i", "19:4-19:6", "19:1-19:2"),
            ("/none", "1:1-19:6", nil), ("/c/k/x", "6:6-6:8", nil), ("", "1:1-19:6", nil),
        ])
    func places(pointer: String, range: String, keyRange: String?) throws {
        let text = """
            a: foo   # comment
            b:
              - x: "q \\" r"
              - 17
            c: {
              k: [], l: 'it',
            }
            d: |
              one

              two
            # after
            e: plain text
              on
            "é": 😀x
            f: &x true
            g:
            h: *x
            i: {}
            """
        let (node, diagnostics) = readYAML(text)
        #expect(diagnostics == [])
        let root = try #require(node)
        let place = try #require(JSONPointer(parsing: pointer))
        #expect(root.range(at: place).description == range)
        #expect(root.keyRange(at: place)?.description == keyRange)
    }

    @Test("finds nodes by pointer and knows what came through an alias")
    func pointers() throws {
        let (node, _) = readYAML("base: &b {k: [1, two]}\nuse: *b\n")
        let root = try #require(node)
        #expect(root.node(at: JSONPointer(["use", "k", "1"]))?.scalar?.text == "two")
        #expect(root.node(at: JSONPointer(["use", "k", "2"])) == nil)
        #expect(root["use"]?.aliasRange?.description == "2:6-2:8")
        #expect(root["use"]?.range == root["base"]?.range)
        #expect(root.range(at: JSONPointer(["use"])).description == "2:6-2:8")
        #expect(root["base"]?["k"]?.items?.first?.scalar?.quoted == "\"1\"")
    }

    @Test("accepts Windows line ends, a missing last line end and a document marker")
    func lineEnds() throws {
        let (node, diagnostics) = readYAML("---\r\na: 1\r\nb:\r\n  - x")
        #expect(diagnostics == [])
        #expect(node?.jsonValue == ["a": 1, "b": ["x"]])
        #expect(node?.range(at: JSONPointer(["b", "0"])).description == "4:5-4:6")
    }

    @Test("a file knows its lines and stretches")
    func sourceFile() throws {
        let file = SourceFile(path: "x", text: "one\r\ntwo\n")
        #expect(file.line(at: 1) == "one")
        #expect(file.line(at: 2) == "two")
        #expect(file.line(at: 3) == "")
        #expect(file.line(at: 0) == nil)
        #expect(file.line(at: 4) == nil)
        #expect(file.text(in: SourceRange(.init(line: 1, column: 2), .init(line: 2, column: 3))) == "ne\ntw")
        #expect(file.text(in: SourceRange(line: 9, column: 9, length: 9)) == "")
    }
}
