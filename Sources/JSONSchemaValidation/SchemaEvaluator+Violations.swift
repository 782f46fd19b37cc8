import JSONModel

extension SchemaEvaluator {
    func violation(
        _ keyword: String, of node: SchemaNode, _ message: String, below token: String? = nil, key: String? = nil,
        suggestion: String? = nil, expected: [String] = []
    ) -> SchemaViolation {
        let place = keyword.isEmpty ? node.location.pointer : node.location.pointer.appending(keyword)
        return SchemaViolation(
            instance: JSONPointer(path + (token.map { [$0] } ?? [])), schema: place, keyword: keyword,
            message: node.messages[keyword] ?? message, key: key, suggestion: suggestion, expected: expected,
            keywordLocation: JSONPointer(routeTokens + (keyword.isEmpty ? [] : [keyword])),
            absoluteKeywordLocation: schema.resources[node.resource].absoluteLocation(of: place))
    }

    /// The way through the schemas as it was taken, references included.
    private var routeTokens: [String] {
        var tokens: [String] = []
        for (before, step) in zip(route, route.dropFirst()) {
            if let reference = step.reference {
                tokens.append(reference)
            } else {
                let known = schema.nodes[before.node].location.pointer.tokens.count
                tokens += schema.nodes[step.node].location.pointer.tokens.dropFirst(known)
            }
        }
        return tokens
    }
}
