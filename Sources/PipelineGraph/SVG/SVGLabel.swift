/// What an arrow says, in the middle of it.
struct SVGLabel {
    private let text: String
    let width: Double
    let height = 17.0

    init(_ label: String) {
        text = TextLines.shortened(Plain.text(label), width: 190, size: 11.5)
        width = TextWidth.of(text, size: 11.5) + 8
    }

    func lines(at middle: (x: Double, y: Double)) -> String {
        let (left, top) = (SVGText.number(middle.x - width / 2), SVGText.number(middle.y - height / 2))
        let frame = "x=\"\(left)\" y=\"\(top)\" width=\"\(SVGText.number(width))\" height=\"\(SVGText.number(height))\""
        return "<rect class=\"gap\" \(frame)/>\n"
            + SVGText.line(text, x: middle.x, y: middle.y + 4, classes: "label middle")
    }
}
