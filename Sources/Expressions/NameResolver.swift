/// Finds the names that dots are part of, as the specification's conformance tests have them: `a.b` may be a field of
/// `a`, or the name `a.b`, or with the container `x.y` the name `x.y.a.b` or `x.a.b`.
///
/// The longest path that is a name wins; a macro's variable hides names that begin with it.
struct NameResolver {
    private var syntax: Syntax
    private let names: Set<String>
    /// What may stand before a name, the longest first; the last is empty.
    private let prefixes: [String]
    private var bound: [String] = []

    static func resolve(_ syntax: Syntax, _ names: Set<String>, container: String) -> Syntax {
        var resolver = NameResolver(syntax, names, container)
        resolver.visit(syntax.root)
        return resolver.syntax
    }

    private init(_ syntax: Syntax, _ names: Set<String>, _ container: String) {
        self.syntax = syntax
        self.names = names
        let parts = container.split(separator: ".")
        prefixes = (0...parts.count).reversed().map { count in
            parts.prefix(count).map { $0 + "." }.joined()
        }
    }

    private mutating func visit(_ id: Syntax.ID) {
        if let name = name(id) { return syntax.replace(id, with: .name(name, isAbsolute: true)) }
        for (child, variables) in syntax[id].kind.scopes { visit(child, with: variables) }
    }

    private mutating func visit(_ id: Syntax.ID, with variables: [String]) {
        bound += variables
        visit(id)
        bound.removeLast(variables.count)
    }

    private func name(_ id: Syntax.ID) -> String? {
        guard let path = syntax.dottedPath(id) else { return nil }
        let root = path.prefix { $0 != "." }
        if syntax.isAbsolutePath(id) { return names.contains(path) ? path : nil }
        guard !bound.contains(String(root)) else { return nil }
        return prefixes.lazy.map { $0 + path }.first { names.contains($0) }
    }
}

extension Expression {
    /// This expression with the dotted names that it uses; see ``NameResolver``.
    package func resolving(_ names: some Sequence<String>, container: String = "") -> Expression {
        Expression(source: source, syntax: NameResolver.resolve(syntax, Set(names), container: container))
    }
}
