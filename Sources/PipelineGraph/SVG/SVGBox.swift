/// A node as it is drawn.
struct SVGBox {
    /// What a node's texts are drawn with.
    private enum Line {
        case caption(String), title(String), detail(String)

        var width: Double {
            switch self {
            case .caption(let text): TextWidth.of(text, size: 11)
            case .title(let text): TextWidth.of(text, size: 14, isBold: true)
            case .detail(let text): TextWidth.of(text, size: 12)
            }
        }

        var height: Double {
            switch self {
            case .caption: 14
            case .title: 19
            case .detail: 16
            }
        }
    }

    private static let widest = 250.0
    private static let padding = (x: 16.0, y: 9.0)

    private let node: Graph.Node
    private let lines: [Line]
    private(set) var width: Double
    let height: Double

    /// Boxes of one kind are equally wide.
    static func boxes(for nodes: [Graph.Node]) -> [SVGBox] {
        var boxes = nodes.map(SVGBox.init)
        let widths = Dictionary(boxes.map { ($0.node.kind, $0.width) }, uniquingKeysWith: max)
        for index in boxes.indices { boxes[index].width = widths[boxes[index].node.kind] ?? 0 }
        return boxes
    }

    private init(_ node: Graph.Node) {
        self.node = node
        let caption: Line? = node.isEnd ? nil : .caption(node.subtitle ?? node.kind.rawValue)
        let title = Line.title(TextLines.shortened(Plain.text(node.title), width: Self.widest * 0.94, size: 14))
        let details = node.details.flatMap { text in
            TextLines.wrapped(text, width: Self.widest, size: 12, lines: 3).map(Line.detail)
        }
        lines = [caption, title].compactMap(\.self) + details
        let content = lines.map(\.width).max() ?? 0
        width = max(content, node.isEnd ? 60 : 110) + 2 * Self.padding.x
        height = lines.reduce(2 * Self.padding.y) { $0 + $1.height }
    }

    func lines(at middle: (x: Double, y: Double)) -> String {
        let (left, top) = (middle.x - width / 2, middle.y - height / 2)
        let frame =
            "x=\"\(SVGText.number(left))\" y=\"\(SVGText.number(top))\" width=\"\(SVGText.number(width))\""
            + " height=\"\(SVGText.number(height))\""
        let round = node.isEnd ? SVGText.number(min(height / 2, 20)) : "7"
        let classes = node.kind.rawValue + (node.isConditional ? " conditional" : "")
        var parts = ["<g class=\"node \(classes)\">", "<rect class=\"box\" \(frame) rx=\"\(round)\"/>"]
        if !node.isEnd { parts.append(edge(left: left, top: top)) }
        var y = top + Self.padding.y
        for line in lines {
            y += line.height
            parts.append(text(line, left: left, middle: middle.x, y: y - 4))
        }
        return (parts + ["</g>"]).joined(separator: "\n")
    }

    /// The coloured edge that tells kinds apart, beside the word for it.
    private func edge(left: Double, top: Double) -> String {
        let (x, y) = (SVGText.number(left), SVGText.number(top + 7))
        let (high, bottom) = (SVGText.number(height - 14), SVGText.number(top + height))
        return
            "<path class=\"mark\" d=\"M\(SVGText.number(left + 5)) \(SVGText.number(top)) Q\(x) \(SVGText.number(top))"
            + " \(x) \(y) v\(high) Q\(x) \(bottom) \(SVGText.number(left + 5)) \(bottom) Z\"/>"
    }

    private func text(_ line: Line, left: Double, middle: Double, y: Double) -> String {
        let (x, align) = node.isEnd ? (middle, " middle") : (left + Self.padding.x, "")
        return switch line {
        case .caption(let text): SVGText.line(text, x: x, y: y, classes: "caption" + align)
        case .title(let text): SVGText.line(text, x: x, y: y, classes: "name" + align)
        case .detail(let text): SVGText.line(text, x: x, y: y, classes: "detail" + align)
        }
    }
}

extension Graph.Node {
    /// Where a pipeline begins or ends.
    fileprivate var isEnd: Bool { kind == .input || kind == .output }
}
