/// A graph as a picture that needs nothing else: no script, no font, no server. It follows the reader's choice of light
/// or dark, and says in words what it shows.
public struct SVGPicture: Sendable {
    private static let margin = 24.0
    private static let headHeight = 46.0

    private let graph: Graph
    private let boxes: [SVGBox]
    private let labels: [SVGLabel?]
    private let links: [Graph.Edge]
    private let layout: LayeredLayout

    public init(_ graph: Graph) {
        self.graph = graph
        let indices = Dictionary(graph.nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        boxes = SVGBox.boxes(for: graph.nodes)
        links = graph.edges.filter { $0.from != $0.to }
        labels = links.map { $0.label.map(SVGLabel.init) }
        let isDown = graph.direction == .down
        layout = LayeredLayout(
            nodes: boxes.map { Self.turned(width: $0.width, height: $0.height, isDown) },
            links: zip(links, labels).map { link, label in
                LayeredLayout.Link(
                    from: indices[link.from] ?? 0, to: indices[link.to] ?? 0,
                    label: label.map { Self.turned(width: $0.width, height: $0.height, isDown) },
                    isStraight: isDown && link.kind == .next)
            }, spacing: isDown ? .down : .right)
    }

    private static func turned(width: Double, height: Double, _ isDown: Bool) -> LayeredLayout.Size {
        LayeredLayout.Size(along: isDown ? height : width, across: isDown ? width : height)
    }

    /// With a line feed at its end.
    public var text: String {
        let isDown = graph.direction == .down
        let size = layout.size
        let content = isDown ? (size.across, size.along) : (size.along, size.across)
        let title = Plain.text(graph.title)
        let summary = TextLines.wrapped(graph.summary, width: max(content.0, 260), size: 12, lines: 2)
        let width = max(content.0, TextWidth.of(title, size: 16, isBold: true), 260) + 2 * Self.margin
        let top = Self.margin + Self.headHeight + 15 * Double(max(summary.count, 1) - 1)
        let height = content.1 + top + Self.margin
        let shift = LayeredLayout.Point(along: (width - content.0) / 2, across: top)
        let lines =
            head(width: width, height: height)
            + [SVGText.line(title, x: Self.margin, y: Self.margin + 14, classes: "title")]
            + summary.enumerated().map { index, line in
                SVGText.line(line, x: Self.margin, y: Self.margin + 32 + 15 * Double(index), classes: "summary")
            }
            + ["<g transform=\"translate(\(SVGText.number(shift.along)) \(SVGText.number(shift.across)))\">"]
            + zip(links, layout.ways).sorted { $0.0.kind.depth < $1.0.kind.depth }.map(path)
            + zip(labels, layout.labels).compactMap { label, place in place.flatMap { label?.lines(at: point($0)) } }
            + zip(boxes, layout.nodes).map { $0.lines(at: point($1)) }
        return (lines + ["</g>", "</svg>"]).joined(separator: "\n") + "\n"
    }

    private func head(width: Double, height: Double) -> [String] {
        let (width, height) = (SVGText.number(width), SVGText.number(height))
        return [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"millrace\" width=\"\(width)\" height=\"\(height)\""
                + " viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"title summary\">",
            "<title id=\"title\">\(SVGText.escaped(graph.title))</title>",
            "<desc id=\"summary\">\(SVGText.escaped(GraphInWords(graph).text))</desc>", SVGStyle.text, SVGStyle.arrows,
            "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>",
        ]
    }

    private func point(_ point: LayeredLayout.Point) -> (x: Double, y: Double) {
        graph.direction == .down ? (point.across, point.along) : (point.along, point.across)
    }

    private func path(_ edge: Graph.Edge, _ way: [LayeredLayout.Point]) -> String {
        var path = SVGPath(isDown: graph.direction == .down)
        for (index, place) in way.enumerated() { path.go(to: point(place), isCurved: index.isMultiple(of: 2)) }
        return
            "<path class=\"\(edge.kind.rawValue)\" marker-end=\"url(#\(edge.kind.rawValue)-arrow)\" d=\"\(path.text)\"/>"
    }
}

extension LayeredLayout.Spacing {
    fileprivate static let down = LayeredLayout.Spacing(layers: 18, nodes: 28, lanes: 14, ports: 18)
    fileprivate static let right = LayeredLayout.Spacing(layers: 34, nodes: 18, lanes: 12, ports: 14)
}

extension Graph.Edge.Kind {
    /// What is drawn last lies on top.
    fileprivate var depth: Int { self == .next ? 1 : 0 }
}
