/// A place in a text file: line and column count from 1, the column in Unicode scalars.
public struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    public var description: String { "\(line):\(column)" }
}

/// A stretch of a text file, without its end.
public struct SourceRange: Sendable, Hashable, CustomStringConvertible {
    public let start: SourcePosition
    public let end: SourcePosition

    /// An end before the start is taken to be the start.
    public init(_ start: SourcePosition, _ end: SourcePosition) {
        self.start = start
        self.end = max(start, end)
    }

    /// A stretch within one line.
    public init(line: Int, column: Int, length: Int) {
        self.init(SourcePosition(line: line, column: column), SourcePosition(line: line, column: column + length))
    }

    public var description: String { "\(start)-\(end)" }
}
