/// Two texts line by line: `-` what goes, `+` what comes, and a few lines around it.
struct LineDifference {
    private enum Mark: String { case same = " ", removed = "-", added = "+" }

    private let marked: [(mark: Mark, line: String)]

    init(from old: String, to new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let difference = after.difference(from: before)
        let removed = Set(difference.removals.map(\.place))
        let added = Set(difference.insertions.map(\.place))
        var marked: [(Mark, String)] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if left < before.count, removed.contains(left) {
                marked.append((.removed, before[left]))
                left += 1
            } else if right < after.count, added.contains(right) || left >= before.count {
                marked.append((.added, after[right]))
                right += 1
            } else {
                marked.append((.same, before[left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        self.marked = marked
    }

    var isEmpty: Bool { marked.allSatisfy { $0.mark == .same } }

    /// With `…` for lines far from any change.
    func lines(context: Int = 3, style: Style) -> [String] {
        let changes = marked.indices.filter { marked[$0].mark != .same }
        let near = Set(changes.flatMap { ($0 - context)...($0 + context) })
        var lines: [String] = []
        for (index, item) in marked.enumerated() {
            guard near.contains(index) else {
                if lines.last != "…" { lines.append("…") }
                continue
            }
            let text = "\(item.mark.rawValue) \(item.line)"
            switch item.mark {
            case .same: lines.append(text)
            case .removed: lines.append(style.paint(text, .red))
            case .added: lines.append(style.paint(text, .green))
            }
        }
        return lines
    }
}

extension CollectionDifference.Change {
    fileprivate var place: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
