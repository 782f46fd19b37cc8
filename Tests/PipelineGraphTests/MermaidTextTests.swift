@testable import PipelineGraph
import Testing

@Suite("Mermaid")
struct MermaidTextTests {
    @Test(
        "takes every character as text",
        arguments: [
            (#"say "hi" # [x] {y} | `z`"#, "say #34;hi#34; #35; #91;x#93; #123;y#125; #124; #96;z#96;"),
            ("a < b && c > d; %%{init}%%", "a #60; b #38;#38; c #62; d#59; #37;#37;#123;init#125;#37;#37;"),
            ("two\nlines\tand\u{202E}more", "two lines and\u{FFFD}more"), ("größer, 大きい", "größer, 大きい"),
            ("\\ $ * ~ ^ @", "#92; #36; #42; #126; #94; #64;"),
        ])
    func escaping(text: String, escaped: String) {
        #expect(MermaidText.escaped(text) == escaped)
    }

    @Test("names no node with a word of the language, and no two alike")
    func names() {
        let nodes = ["end", "a-b", "a_b", "ä"].map { Graph.Node(id: "step:\($0)", kind: .step, title: $0) }
        let edges = [Graph.Edge(from: "step:a-b", to: "step:a_b")]
        let lines = MermaidText(Graph(title: "", summary: "", direction: .right, nodes: nodes, edges: edges)).text
        for name in ["step_end[", "step_a_b[", "step_a_b_2[", "step__[", "step_a_b --> step_a_b_2\n"] {
            #expect(lines.contains("    \(name)"), "\(name)")
        }
    }

    @Test("has a shape for each kind of node, and its title cannot end the line")
    func shapes() {
        let nodes = Graph.Node.Kind.allCases.map { Graph.Node(id: $0.rawValue, kind: $0, title: $0.rawValue) }
        let text = MermaidText(Graph(title: "a\nb; c", summary: "d", direction: .down, nodes: nodes, edges: [])).text
        #expect(text.contains("    accTitle: a b  c\n"))
        for shape in ["([\"input\"])", "[\"step\"]", "{{\"schedule\"}}", "[(\"topic\")]", "[[\"pipeline\"]]"] {
            #expect(text.contains(shape))
        }
    }
}
