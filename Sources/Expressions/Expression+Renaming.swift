extension Expression {
    /// This expression with another name for one that it reads. Its source stays as it was written.
    package func renaming(_ name: String, to other: String) -> Expression {
        guard references.contains(where: { $0.root == name }) else { return self }
        var renamer = NameRenamer(syntax: syntax, name: name, other: other)
        renamer.visit(syntax.root)
        return Expression(source: source, syntax: renamer.syntax)
    }
}

/// A macro's variable of the old name keeps it, and none of the new name hides the renamed one.
private struct NameRenamer {
    var syntax: Syntax
    let name: String
    let other: String
    private var bound: [String] = []

    init(syntax: Syntax, name: String, other: String) {
        (self.syntax, self.name, self.other) = (syntax, name, other)
    }

    mutating func visit(_ id: Syntax.ID) {
        if case .name(name, let isAbsolute) = syntax[id].kind, isAbsolute || !bound.contains(name) {
            return syntax.replace(id, with: .name(other, isAbsolute: true))
        }
        for (child, variables) in syntax[id].kind.scopes {
            bound += variables
            visit(child)
            bound.removeLast(variables.count)
        }
    }
}
