public import JSONModel

/// A YAML value and where it stands.
public struct YAMLNode: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    public let content: Content
    /// From the first to the last character of the value, quotes and brackets included.
    public let range: SourceRange
    /// Where the alias stands, if the value came through one; ``range`` is then that of the anchored value.
    public let aliasRange: SourceRange?

    public init(content: Content, range: SourceRange, aliasRange: SourceRange? = nil) {
        self.content = content
        self.range = range
        self.aliasRange = aliasRange
    }

    public var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    public var items: [YAMLNode]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    /// The members in the order they are written.
    public var entries: [YAMLEntry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of a key.
    public subscript(key: String) -> YAMLNode? { entries?.first { $0.key == key }?.value }

    /// The same value without places.
    public var jsonValue: JSONValue {
        switch content {
        case .scalar(let scalar): scalar.value
        case .sequence(let items): .array(items.map(\.jsonValue))
        case .mapping(let entries):
            .object(Dictionary(entries.map { ($0.key, $0.value.jsonValue) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}

/// One member of a mapping.
public struct YAMLEntry: Sendable, Hashable {
    public let key: String
    public let keyRange: SourceRange
    public let value: YAMLNode

    public init(key: String, keyRange: SourceRange, value: YAMLNode) {
        self.key = key
        self.keyRange = keyRange
        self.value = value
    }
}

/// A text, number, boolean or null.
public struct YAMLScalar: Sendable, Hashable {
    public enum Style: Sendable, Hashable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// The text after YAML's escapes and folding.
    public let text: String
    /// As it stands in the file, quotes included.
    public let source: String
    public let style: Style
    /// By the core rules of YAML 1.2; a text unless the style is plain.
    public let value: JSONValue

    public init(text: String, source: String, style: Style, value: JSONValue) {
        self.text = text
        self.source = source
        self.style = style
        self.value = value
    }

    /// What to write where a text is wanted but YAML reads this otherwise, such as `"1.10"`; `nil` for a text.
    public var quoted: String? { value.stringValue == nil ? "\"\(text)\"" : nil }
}

extension YAMLNode {
    /// The node at a place; `nil` if there is none.
    public func node(at pointer: JSONPointer) -> YAMLNode? {
        let (node, _, rest) = follow(pointer)
        return rest.isEmpty ? node : nil
    }

    /// The best stretch to underline for a place: the value there or, where nothing is, the nearest one around it.
    public func range(at pointer: JSONPointer) -> SourceRange {
        let (node, _, _) = follow(pointer)
        return node.aliasRange ?? node.range
    }

    /// The key that leads to a place; `nil` for the whole value, an item of a list, or a place that is not there.
    public func keyRange(at pointer: JSONPointer) -> SourceRange? {
        let (_, entry, rest) = follow(pointer)
        return rest.isEmpty ? entry?.keyRange : nil
    }

    private func follow(_ pointer: JSONPointer) -> (node: YAMLNode, entry: YAMLEntry?, rest: ArraySlice<String>) {
        var node = self
        var entry: YAMLEntry?
        var rest = pointer.tokens[...]
        while let token = rest.first {
            if let next = node.entries?.first(where: { $0.key == token }) {
                (node, entry) = (next.value, next)
            } else if let items = node.items, let index = Int(token), items.indices.contains(index) {
                (node, entry) = (items[index], nil)
            } else {
                break
            }
            rest.removeFirst()
        }
        return (node, entry, rest)
    }
}
