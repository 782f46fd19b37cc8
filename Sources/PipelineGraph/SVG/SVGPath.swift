/// A way through a picture: straight within a layer, curved between two.
struct SVGPath {
    let isDown: Bool
    private(set) var text = ""
    private var last: (x: Double, y: Double)?

    init(isDown: Bool) { self.isDown = isDown }

    mutating func go(to next: (x: Double, y: Double), isCurved: Bool) {
        defer { last = next }
        guard let last else {
            text = "M\(Self.words(next))"
            return
        }
        guard last != next else { return }
        let isStraight = isDown ? last.x == next.x : last.y == next.y
        guard isCurved, !isStraight else {
            text += " L\(Self.words(next))"
            return
        }
        let middle = isDown ? (last.y + next.y) / 2 : (last.x + next.x) / 2
        let bends = isDown ? [(last.x, middle), (next.x, middle)] : [(middle, last.y), (middle, next.y)]
        text += " C\(Self.words(bends[0])) \(Self.words(bends[1])) \(Self.words(next))"
    }

    private static func words(_ point: (x: Double, y: Double)) -> String {
        "\(SVGText.number(point.x)) \(SVGText.number(point.y))"
    }
}
