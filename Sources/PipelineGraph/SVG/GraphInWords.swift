/// What a picture shows, for those who do not see it.
struct GraphInWords {
    let graph: Graph

    init(_ graph: Graph) { self.graph = graph }

    /// The summary, then a sentence for each node: what it is and where it leads.
    var text: String {
        let names = Dictionary(graph.nodes.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
        let outgoing = Dictionary(grouping: graph.edges, by: \.from)
        let sentences = graph.nodes.map { node in
            let facts = [node.subtitle].compactMap(\.self) + node.details
            let ways = (outgoing[node.id] ?? []).map { edge in
                "\(names[edge.to] ?? edge.to)\(edge.label.map { " (\($0))" } ?? "")"
            }
            let leads = ways.isEmpty ? "" : "; leads to \(ways.joined(separator: ", "))"
            let kind = node.kind.rawValue == node.title ? "" : "\(node.kind.rawValue) "
            return "\(kind)\(node.title)\(facts.isEmpty ? "" : ": ")\(facts.joined(separator: "; "))\(leads)."
        }
        return ([graph.summary] + sentences).joined(separator: " ")
    }
}
