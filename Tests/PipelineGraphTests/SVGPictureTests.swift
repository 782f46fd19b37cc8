import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif
@testable import PipelineGraph
import Testing

@Suite("The picture")
struct SVGPictureTests {
    private static let strange = "<script>alert(1)</script> & \"quotes\" 'single' ]]> \u{1}\u{FFFE}\n<!-- -->"

    private func picture(titled title: String) -> String {
        let nodes = [
            Graph.Node(id: "a", kind: .step, title: title, subtitle: title, details: [title], isConditional: true),
            Graph.Node(id: "b", kind: .output, title: title),
        ]
        let edges = [Graph.Edge(from: "a", to: "b", label: title)]
        return SVGPicture(Graph(title: title, summary: title, direction: .down, nodes: nodes, edges: edges)).text
    }

    @Test("is well-formed whatever its texts are, and holds no script and no address to fetch")
    func wellFormed() {
        let text = picture(titled: Self.strange)
        let parser = XMLParser(data: Data(text.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(!text.contains("<script") && !text.contains("href") && !text.contains("url(http"))
        #expect(text.components(separatedBy: "http").count == 2)
    }

    @Test("says in words what it shows")
    func words() throws {
        let graph = try Sketch.pipeline("{ id: a, uses: log.write, with: { message: '${{ input.who }}' } }")
        let text = SVGPicture(graph).text
        #expect(text.contains("role=\"img\" aria-labelledby=\"title summary\""))
        #expect(text.contains("<title id=\"title\">Pipeline report</title>"))
        #expect(
            text.contains(
                "1 step in order. input; leads to a (who). step a: log.write; timeout 1m; leads to output. output."))
    }

    @Test("has colours for light and for dark whose texts can be read")
    func contrast() throws {
        let parts = SVGStyle.text.components(separatedBy: "@media (prefers-color-scheme: dark)")
        #expect(parts.count == 2)
        for part in parts {
            let paper = try colour(#/paper, [^{]*{ fill: #(\w+)/#, in: part)
            let box = try colour(#/box { fill: #(\w+)/#, in: part)
            for match in part.matches(of: #/(ink|name|label|caption) { fill: #(\w+)/#) {
                let ink = luminance(String(match.output.2))
                #expect(ratio(ink, luminance(box)) >= 4.5 && ratio(ink, luminance(paper)) >= 4.5, "\(match.output.0)")
            }
        }
    }

    private func colour(_ pattern: Regex<(Substring, Substring)>, in text: String) throws -> String {
        String(try #require(text.firstMatch(of: pattern)).output.1)
    }

    /// By the rule of WCAG.
    private func luminance(_ hexadecimal: String) -> Double {
        let value = Int(hexadecimal, radix: 16) ?? 0
        let parts = [16, 8, 0].map { shift -> Double in
            let part = Double((value >> shift) & 255) / 255
            return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func ratio(_ one: Double, _ other: Double) -> Double { (max(one, other) + 0.05) / (min(one, other) + 0.05) }

    @Test("breaks long texts and shortens very long ones")
    func lines() {
        #expect(TextLines.wrapped("one two", width: 500, size: 12, lines: 3) == ["one two"])
        let words = String(repeating: "word ", count: 40)
        let lines = TextLines.wrapped(words, width: 100, size: 12, lines: 3)
        #expect(lines.count == 3 && lines[2].hasSuffix("…") && !lines[0].hasSuffix(" "))
        #expect(lines.allSatisfy { TextWidth.of($0, size: 12) <= 100 })
        let unbroken = TextLines.wrapped(String(repeating: "m", count: 50), width: 100, size: 12, lines: 2)
        #expect(unbroken.count == 2 && unbroken.allSatisfy { TextWidth.of($0, size: 12) <= 100 })
        #expect(TextLines.wrapped("", width: 100, size: 12, lines: 2).isEmpty)
        #expect(TextLines.wrapped("xy", width: 0, size: 12, lines: 1) == ["…"])
        #expect(TextLines.wrapped("xy", width: 0, size: 12, lines: 5).joined() == "xy")
    }

    @Test(
        "writes numbers the same everywhere",
        arguments: [(1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (-2.5, "-2.5"), (.nan, "0"), (.infinity, "0")])
    func numbers(value: Double, text: String) {
        #expect(SVGText.number(value) == text)
    }

    @Test("stays quick for a thousand subscriptions")
    func large() {
        let nodes = (0..<2000).map { Graph.Node(id: "\($0)", kind: .step, title: "n\($0)") }
        let edges = (0..<1000).map { Graph.Edge(from: "\($0)", to: "\(1000 + $0 * 7 % 1000)", label: "x") }
        let text = SVGPicture(Graph(title: "", summary: "", direction: .right, nodes: nodes, edges: edges)).text
        #expect(text.components(separatedBy: "class=\"box\"").count == 2001)
    }
}
