import JSONModel

/// The names that a misspelt one probably means, the nearest first.
///
/// Names that differ only in case, `-` and `_` come first; others may differ by a third of their letters, at least
/// one, and by one more where three letters or more are the same at the start.
public func nearestNames(
    to name: String, among candidates: some Sequence<String>, limit: Int = 3
) -> [String] {
    let letters = foldedLetters(name)
    guard !letters.isEmpty, letters.count <= 64 else { return [] }
    let tolerance = max(1, letters.count / 3)
    var found: [(name: String, distance: Int)] = []
    for candidate in candidates where candidate != name {
        let other = foldedLetters(candidate)
        let beginning = zip(letters, other).prefix { $0 == $1 }.count
        let tolerance = tolerance + (beginning >= 3 ? 1 : 0)
        guard abs(other.count - letters.count) <= tolerance else { continue }
        let distance = Spelling.distance(letters, other, limit: tolerance)
        // A word that shares nothing with a short name is no suggestion.
        if distance <= tolerance, distance < max(letters.count, other.count) { found.append((candidate, distance)) }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(limit).map(\.name)
}

private func foldedLetters(_ name: String) -> [Unicode.Scalar] {
    name.lowercased().unicodeScalars.filter { $0 != "-" && $0 != "_" }
}
