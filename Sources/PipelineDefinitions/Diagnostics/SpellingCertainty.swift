import JSONModel

extension Spelling {
    /// The one candidate that a misspelt word can mean; `nil` if none is near or two are equally near.
    static func certain(_ word: String, among candidates: some Sequence<String>) -> String? {
        let candidates = Array(candidates)
        guard let nearest = nearest(to: word, among: candidates) else { return nil }
        guard let second = self.nearest(to: word, among: candidates.filter { $0 != nearest }) else { return nearest }
        let distances = [nearest, second].map {
            distance(Array(word.unicodeScalars), Array($0.unicodeScalars), limit: 64)
        }
        return distances[0] < distances[1] ? nearest : nil
    }
}
