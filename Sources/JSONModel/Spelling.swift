/// Finds what somebody probably meant to write.
public enum Spelling {
    /// The candidate nearest to a misspelt word; `nil` if none is near.
    ///
    /// Near means: equal but for case, `-` and `_`; or at most one edit per three letters away (insert, delete,
    /// replace, swap neighbours). Of equally near ones the first in order is taken.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let sorted = candidates.sorted()
        let plain = simplified(word)
        if let match = sorted.first(where: { simplified($0) == plain }) { return match }
        let limit = max(1, word.count / 3)
        let scored = sorted.map { ($0, distance(Array(word.unicodeScalars), Array($0.unicodeScalars), limit: limit)) }
        return scored.filter { $0.1 <= limit && $0.1 < $0.0.unicodeScalars.count }.min { $0.1 < $1.1 }?.0
    }

    /// The end of a sentence about a misspelt word; nothing when no word is near.
    public static func hint(_ nearest: String?) -> String {
        nearest.map { "; did you mean `\($0)`?" } ?? ""
    }

    private static func simplified(_ word: String) -> String {
        String(word.lowercased().filter { $0 != "-" && $0 != "_" })
    }

    /// Edits between two words (optimal string alignment); anything above `limit` when they are further apart.
    package static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int {
        guard abs(a.count - b.count) <= limit, max(a.count, b.count) <= 256 else { return limit + 1 }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
