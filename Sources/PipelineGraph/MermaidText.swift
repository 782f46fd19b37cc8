/// A graph in the language of Mermaid: what many sites and editors draw from a fenced block.
public struct MermaidText: Sendable {
    private let graph: Graph
    private let names: [String: String]

    public init(_ graph: Graph) {
        self.graph = graph
        names = Self.names(of: graph.nodes)
    }

    /// With a line feed at its end.
    public var text: String {
        let direction = graph.direction == .down ? "TD" : "LR"
        let head = [
            "flowchart \(direction)", "    accTitle: \(Self.sentence(graph.title))",
            "    accDescr: \(Self.sentence(graph.summary))",
        ]
        let lines = head + graph.nodes.map(line) + graph.edges.compactMap(line) + classes
        return lines.joined(separator: "\n") + "\n"
    }

    private var classes: [String] {
        guard graph.nodes.contains(where: \.isConditional) else { return [] }
        return ["    classDef conditional stroke-dasharray:5 4"]
    }

    /// Names of letters, digits and `_` only, and never a word of the language.
    private static func names(of nodes: [Graph.Node]) -> [String: String] {
        var taken: Set<String> = []
        var names: [String: String] = [:]
        for node in nodes where names[node.id] == nil {
            let letters = node.title.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
            let base = "\(node.kind.rawValue)_\(String(letters))"
            var name = base
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(base)_\(number)"
                number += 1
            }
            names[node.id] = name
        }
        return names
    }

    private func line(_ node: Graph.Node) -> String {
        let texts = [node.title] + [node.subtitle].compactMap(\.self) + node.details
        let label = texts.map(Self.escaped).joined(separator: "<br/>")
        let (start, end) = node.kind.brackets
        return "    \(names[node.id] ?? "")\(start)\"\(label)\"\(end)\(node.isConditional ? ":::conditional" : "")"
    }

    private func line(_ edge: Graph.Edge) -> String? {
        guard let from = names[edge.from], let to = names[edge.to] else { return nil }
        let arrow = edge.kind == .next ? "-->" : "-.->"
        let label = edge.label.map { "|\"\(Self.escaped($0))\"|" } ?? ""
        return "    \(from) \(arrow)\(label) \(to)"
    }

    /// Everything that means something to Mermaid, Markdown or HTML as the code of its character.
    static func escaped(_ text: String) -> String {
        Plain.text(text).map { character in
            guard character.isASCII, let value = character.asciiValue else { return String(character) }
            let isPlain = character.isLetter || character.isNumber || " _-.,/()=+?!'".contains(character)
            return isPlain ? String(character) : "#\(value);"
        }.joined()
    }

    /// For the two lines that readers of screens are told: they know no codes.
    private static func sentence(_ text: String) -> String {
        String(Plain.text(text).map { "#;{}%\"`<>".contains($0) ? " " : $0 })
    }
}

extension Graph.Node.Kind {
    fileprivate var brackets: (String, String) {
        switch self {
        case .input, .output: ("([", "])")
        case .step: ("[", "]")
        case .schedule: ("{{", "}}")
        case .topic: ("[(", ")]")
        case .subscription: ("(", ")")
        case .pipeline: ("[[", "]]")
        }
    }
}
