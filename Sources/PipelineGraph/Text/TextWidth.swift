/// How wide text is likely to be in a sans-serif font nobody knows: measured by the widths most of them share.
enum TextWidth {
    /// In hundredths of the font's size.
    private static let widths: [Character: Int] = {
        let classes: [(Int, String)] = [
            (24, "ijl|'"), (30, " ,.:;!/[]\\ftI()"), (36, "r{}\"-`"), (42, "*^"), (52, "csvxyzkJ"),
            (58, "abdeghnopqu0123456789_$?#L+<>=~"), (68, "FTZ&AEPSVXYK"), (74, "BCDHNRUw"), (80, "GOQ"),
            (88, "mM"), (94, "W%@"),
        ]
        return Dictionary(
            classes.flatMap { width, characters in characters.map { ($0, width) } }, uniquingKeysWith: { $1 })
    }()

    /// In the unit of `size`. Fonts differ, so it is rather too much than too little.
    static func of(_ text: some StringProtocol, size: Double, isBold: Bool = false) -> Double {
        let sum = text.reduce(0) { $0 + width(of: $1) }
        return Double(sum) / 100 * size * (isBold ? 1.12 : 1.05)
    }

    private static func width(of character: Character) -> Int {
        if let width = widths[character] { return width }
        guard let scalar = character.unicodeScalars.first else { return 0 }
        // From the Hangul letters on, and in pictures, a character is as wide as it is high.
        return scalar.value >= 0x1100 ? 104 : 64
    }
}
