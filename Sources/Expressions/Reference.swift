/// A static path that an expression reads, such as `steps.video.output.file`.
///
/// Starts at a name no macro binds, and goes on over fields and keys that are written down: `steps["video"]` is
/// `steps.video`; a computed key or a list index ends it.
public struct Reference: Sendable, Hashable {
    public struct Segment: Sendable, Hashable {
        public let name: String
        /// UTF-8 offsets of this segment.
        public let range: Range<Int>
    }

    /// The root first; never empty.
    public let segments: [Segment]
    /// UTF-8 offsets of the whole path.
    public let range: Range<Int>
    /// Whether `has(a.b)` or `a.?b` asks for the last segment: then its absence is no error.
    public let isPresenceTest: Bool

    public var path: [String] { segments.map(\.name) }
    public var root: String { segments.first?.name ?? "" }
}

/// Finds the references of a tree, in the order of the text.
struct ReferenceCollector {
    private let syntax: Syntax
    private var bound: [String] = []
    private var found: [Reference] = []

    static func references(in syntax: Syntax) -> [Reference] {
        var collector = ReferenceCollector(syntax: syntax)
        collector.visit(syntax.root)
        return collector.found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private init(syntax: Syntax) { self.syntax = syntax }

    private mutating func visit(_ id: Syntax.ID) {
        if let segments = path(id) {
            found.append(Reference(segments: segments, range: syntax[id].range, isPresenceTest: false))
            return
        }
        switch syntax[id].kind {
        case .has(let operand, let field, let fieldRange):
            guard let segments = path(operand) else { return visit(operand) }
            let last = Reference.Segment(name: field, range: fieldRange)
            let range = syntax[operand].range.lowerBound..<fieldRange.upperBound
            found.append(Reference(segments: segments + [last], range: range, isPresenceTest: true))
        case .optionalSelect(let operand, let field, let fieldRange):
            guard let segments = path(operand) else { return visit(operand) }
            let last = Reference.Segment(name: field, range: fieldRange)
            found.append(Reference(segments: segments + [last], range: syntax[id].range, isPresenceTest: true))
        default:
            for (child, variables) in syntax[id].kind.scopes { visit(child, with: variables) }
        }
    }

    private mutating func visit(_ id: Syntax.ID, with variables: [String]) {
        bound += variables
        visit(id)
        bound.removeLast(variables.count)
    }

    private func path(_ id: Syntax.ID) -> [Reference.Segment]? {
        let node = syntax[id]
        switch node.kind {
        case .name(let name, let isAbsolute):
            guard isAbsolute || !bound.contains(name), CELType(rawValue: name) == nil else { return nil }
            return [Reference.Segment(name: name, range: node.range)]
        case .select(let operand, let field, let fieldRange):
            return path(operand).map { $0 + [Reference.Segment(name: field, range: fieldRange)] }
        case .index(let operand, let index):
            guard case .literal(.string(let key)) = syntax[index].kind else { return nil }
            return path(operand).map { $0 + [Reference.Segment(name: key, range: syntax[index].range)] }
        default: return nil
        }
    }
}
