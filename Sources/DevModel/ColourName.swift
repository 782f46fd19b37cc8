/// The colours the development model has words for.
enum ColourName: String, Sendable, CaseIterable {
    case black, white, grey, red, orange, brown, yellow, green, cyan, blue, purple, pink

    /// The name of a pixel's colour, by hue, saturation and value.
    init(red: UInt8, green: UInt8, blue: UInt8) {
        let (r, g, b) = (Int(red), Int(green), Int(blue))
        let value = max(r, g, b)
        let chroma = value - min(r, g, b)
        if value < 40 {
            self = .black
        } else if chroma * 100 < value * 15 {
            self = value > 215 ? .white : .grey
        } else {
            self = Self.named(hue: Self.hue(r, g, b, value: value, chroma: chroma), value: value)
        }
    }

    /// In degrees, 0 to 359.
    private static func hue(_ r: Int, _ g: Int, _ b: Int, value: Int, chroma: Int) -> Int {
        let degrees =
            if value == r {
                60 * (g - b) / chroma
            } else if value == g {
                120 + 60 * (b - r) / chroma
            } else {
                240 + 60 * (r - g) / chroma
            }
        return (degrees + 360) % 360
    }

    private static func named(hue: Int, value: Int) -> ColourName {
        switch hue {
        case 15..<45: value < 160 ? .brown : .orange
        case 45..<70: .yellow
        case 70..<165: .green
        case 165..<200: .cyan
        case 200..<260: .blue
        case 260..<300: .purple
        case 300..<345: .pink
        default: .red
        }
    }

    /// What one would call an area of this colour.
    var area: String {
        switch self {
        case .black: "dark background"
        case .white: "bright background"
        case .grey: "grey background"
        default: "\(rawValue) area"
        }
    }
}
