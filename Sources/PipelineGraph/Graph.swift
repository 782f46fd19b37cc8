public import JSONModel

/// A picture of a pipeline or of a project before it is drawn: boxes and arrows, in a fixed order.
public struct Graph: Sendable, Hashable {
    public enum Direction: String, Sendable {
        case down, right
    }

    public struct Node: Sendable, Hashable {
        public enum Kind: String, Sendable, CaseIterable {
            case input, step, output, schedule, topic, subscription, pipeline
        }

        /// Unique in the graph, such as `step:video`.
        public let id: String
        public let kind: Kind
        public let title: String
        /// Such as a step's plugin.
        public let subtitle: String?
        /// One fact a line.
        public let details: [String]
        /// Not always part of what happens: a step with a condition, a schedule that is off.
        public let isConditional: Bool

        public init(
            id: String, kind: Kind, title: String, subtitle: String? = nil, details: [String] = [],
            isConditional: Bool = false
        ) {
            self.id = id
            self.kind = kind
            self.title = title
            self.subtitle = subtitle
            self.details = details
            self.isConditional = isConditional
        }
    }

    public struct Edge: Sendable, Hashable {
        public enum Kind: String, Sendable {
            /// What happens next.
            case next
            /// Something read from further back.
            case data
            /// What happens when a step has failed for good.
            case failure
        }

        /// The id of a node.
        public let from: String
        /// The id of a node.
        public let to: String
        public let kind: Kind
        public let label: String?

        public init(from: String, to: String, kind: Kind = .next, label: String? = nil) {
            self.from = from
            self.to = to
            self.kind = kind
            self.label = label
        }
    }

    public let title: String
    /// One sentence.
    public let summary: String
    public let direction: Direction
    public let nodes: [Node]
    /// Both ends of each are in ``nodes``.
    public let edges: [Edge]

    /// Edges whose ends are not both among the nodes are left out.
    public init(title: String, summary: String, direction: Direction, nodes: [Node], edges: [Edge]) {
        let ids = Set(nodes.map(\.id))
        self.title = title
        self.summary = summary
        self.direction = direction
        self.nodes = nodes
        self.edges = edges.filter { ids.contains($0.from) && ids.contains($0.to) }
    }

    /// For programs.
    public var jsonValue: JSONValue {
        [
            "title": .string(title), "summary": .string(summary), "direction": .string(direction.rawValue),
            "nodes": .array(nodes.map(\.jsonValue)), "edges": .array(edges.map(\.jsonValue)),
        ]
    }
}

extension Graph.Node {
    fileprivate var jsonValue: JSONValue {
        [
            "id": .string(id), "kind": .string(kind.rawValue), "title": .string(title),
            "subtitle": subtitle.map { .string($0) } ?? .null, "details": .array(details.map { .string($0) }),
            "conditional": .bool(isConditional),
        ]
    }
}

extension Graph.Edge {
    fileprivate var jsonValue: JSONValue {
        [
            "from": .string(from), "to": .string(to), "kind": .string(kind.rawValue),
            "label": label.map { .string($0) } ?? .null,
        ]
    }
}
