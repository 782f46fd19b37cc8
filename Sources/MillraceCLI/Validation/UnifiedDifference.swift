/// The change of a file as `patch` and `git apply` read it.
struct UnifiedDifference {
    private struct Line {
        let mark: Character
        let text: String
        /// Lines of the old and the new text before this one.
        let old: Int
        let new: Int
    }

    private static let context = 3

    private let file: String
    private let lines: [Line]

    init(file: String, from old: String, to new: String) {
        self.file = file
        let (before, after) = (Self.split(old), Self.split(new))
        let difference = after.difference(from: before)
        let removed = Set(difference.removals.map(\.place))
        let added = Set(difference.insertions.map(\.place))
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if left < before.count, removed.contains(left) {
                lines.append(Line(mark: "-", text: before[left], old: left, new: right))
                left += 1
            } else if right < after.count, added.contains(right) || left >= before.count {
                lines.append(Line(mark: "+", text: after[right], old: left, new: right))
                right += 1
            } else {
                lines.append(Line(mark: " ", text: before[left], old: left, new: right))
                (left, right) = (left + 1, right + 1)
            }
        }
        self.lines = lines
    }

    func lines(style: Style) -> [String] {
        let hunks = hunks
        guard !hunks.isEmpty else { return [] }
        return ["--- a/\(file)", "+++ b/\(file)"] + hunks.flatMap { hunk(lines[$0], style) }
    }

    /// Changes with the lines around them; those near each other share a hunk.
    private var hunks: [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in lines.indices where lines[index].mark != " " {
            let start = max(0, index - Self.context)
            let end = min(lines.count, index + Self.context + 1)
            if let last = hunks.last, start <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<end
            } else {
                hunks.append(start..<end)
            }
        }
        return hunks
    }

    private func hunk(_ lines: ArraySlice<Line>, _ style: Style) -> [String] {
        let old = lines.count { $0.mark != "+" }
        let new = lines.count { $0.mark != "-" }
        guard let first = lines.first else { return [] }
        // A stretch of no lines is numbered by the line before it.
        let start = (first.old + (old == 0 ? 0 : 1), first.new + (new == 0 ? 0 : 1))
        let head = style.paint("@@ -\(start.0),\(old) +\(start.1),\(new) @@", .blue)
        return [head]
            + lines.flatMap { line -> [String] in
                let hasEnd = line.text.hasSuffix("\n")
                let text = "\(line.mark)\(hasEnd ? String(line.text.dropLast()) : line.text)"
                let painted =
                    line.mark == "-" ? style.paint(text, .red) : line.mark == "+" ? style.paint(text, .green) : text
                return hasEnd ? [painted] : [painted, "\\ No newline at end of file"]
            }
    }

    /// With their line feeds, so that a missing last one counts as a change.
    private static func split(_ text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            line.append(scalar)
            guard scalar == "\n" else { continue }
            lines.append(String(line))
            line.removeAll()
        }
        return line.isEmpty ? lines : lines + [String(line)]
    }
}

extension CollectionDifference.Change {
    fileprivate var place: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
