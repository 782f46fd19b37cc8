/// Findings that another one of the same place has said better.
enum Followers {
    /// About how YAML reads a value; of no interest once the value is wrong altogether.
    private static let readings: Set<String> = ["W0105", "W0107", "W0111"]

    static func removed(from diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard diagnostics.contains(where: { readings.contains($0.code) }) else { return diagnostics }
        var errors: Set<Place> = []
        var mended: Set<Place> = []
        for diagnostic in diagnostics {
            if diagnostic.severity == .error { errors.insert(Place(diagnostic)) }
            if readings.contains(diagnostic.code), diagnostic.fix != nil { mended.insert(Place(diagnostic)) }
        }
        return diagnostics.filter { diagnostic in
            guard readings.contains(diagnostic.code) else { return true }
            let place = Place(diagnostic)
            return !errors.contains(place) && (diagnostic.fix != nil || !mended.contains(place))
        }
    }

    /// A filter by a misspelt attribute takes what it should not, and nothing of what it should. Where the attribute is
    /// allowed by a comment, it is no mistake, and all is told.
    static func withoutMisroutings(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard diagnostics.contains(where: { $0.code == "W0608" }) else { return diagnostics }
        return diagnostics.filter { $0.code != "W0603" && $0.code != "W0604" }
    }

    private struct Place: Hashable {
        let file: String
        let start: SourcePosition

        init(_ diagnostic: Diagnostic) {
            file = diagnostic.file
            start = diagnostic.range.start
        }
    }
}
