/// Finds comments, which the parser throws away.
enum CommentFinder {
    /// The column of the `#` that begins a line's comment.
    /// - Parameter isText: whether a column belongs to a value or key.
    static func start(in line: [Unicode.Scalar], isText: (Int) -> Bool) -> Int? {
        line.indices.first { index in
            let before = index == 0 ? " " : line[index - 1]
            return line[index] == "#" && (before == " " || before == "\t") && !isText(index + 1)
        }.map { $0 + 1 }
    }

    /// The next line that holds more than blanks and a comment.
    static func nextContent(after number: Int, in file: SourceFile) -> Int? {
        (number..<file.lines.count).first { index in
            let first = file.lines[index].first { $0 != " " && $0 != "\t" }
            return first != nil && first != "#"
        }.map { $0 + 1 }
    }
}

/// Where the keys and values of a document stand.
struct ScalarStretches {
    private var ranges: [SourceRange] = []

    init(_ root: YAMLNode) {
        collect(root)
        ranges.sort { $0.start < $1.start }
    }

    func contains(_ position: SourcePosition) -> Bool {
        // The last stretch that begins at or before the place.
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].start <= position { low = middle + 1 } else { high = middle }
        }
        return low > 0 && position < ranges[low - 1].end
    }

    private mutating func collect(_ node: YAMLNode) {
        guard node.aliasRange == nil else { return }
        switch node.content {
        case .scalar(let scalar):
            // The line of `|` and `>` may end with a comment.
            let isBlock = scalar.style == .literal || scalar.style == .folded
            let start = isBlock ? SourcePosition(line: node.range.start.line + 1, column: 1) : node.range.start
            ranges.append(SourceRange(start, node.range.end))
        case .sequence(let items): for item in items { collect(item) }
        case .mapping(let entries):
            for entry in entries {
                ranges.append(entry.keyRange)
                collect(entry.value)
            }
        }
    }
}
