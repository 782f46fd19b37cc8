import JSONModel

/// Nodes that no file holds. They speak of the place in the file that they were made for, as a whole.
extension YAMLNode {
    static func written(_ value: JSONValue, at range: SourceRange) -> YAMLNode {
        switch value {
        case .array(let items): YAMLNode(content: .sequence(items.map { written($0, at: range) }), range: range)
        case .object(let members):
            .written(members.sorted { $0.key < $1.key }.map { ($0.key, written($0.value, at: range)) }, at: range)
        default:
            // Without a source, no stretch of the text is taken for a stretch of the file.
            YAMLNode(
                content: .scalar(
                    YAMLScalar(
                        text: value.stringValue ?? value.text(), source: "",
                        style: value.stringValue == nil ? .plain : .doubleQuoted, value: value)), range: range)
        }
    }

    /// A map, some of whose values a file may hold.
    static func written(_ members: [(String, YAMLNode)], at range: SourceRange) -> YAMLNode {
        let entries = members.map { YAMLEntry(key: $0.0, keyRange: range, value: $0.1) }
        return YAMLNode(content: .mapping(entries), range: range)
    }
}
