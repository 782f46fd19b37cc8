import JSONModel

extension ModelCatalogue {
    /// The models to ask, the first one first, the others where it does not answer.
    ///
    /// - Parameters:
    ///   - name: a model, a role or `auto`; `nil` is `auto`.
    ///   - needs: what the call takes; fallbacks that cannot do it are left out.
    /// - Throws: ``ModelCatalogueError`` with `unknown_model` or `model_not_able`.
    public func candidates(
        for name: String?, _ request: ModelRequest, needing needs: Set<ModelAbility>
    ) throws(ModelCatalogueError) -> [Model] {
        let first = try choose(name, request)
        if let missing = needs.subtracting(first.abilities).map(\.rawValue).min() {
            throw ModelCatalogueError(.notAble, "model `\(first.name)` has no ability `\(missing)`")
        }
        var found = [first]
        collectFallbacks(of: first.name, into: &found, needs)
        return found
    }

    /// Breadth first; what was found is not looked at again, so a circle ends.
    private func collectFallbacks(of name: String, into found: inout [Model], _ needs: Set<ModelAbility>) {
        var waiting = fallbacks[name] ?? []
        var seen: Set<String> = [name]
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            guard seen.insert(next).inserted, let model = models[next] else { continue }
            if needs.isSubset(of: model.abilities) { found.append(model) }
            waiting += fallbacks[next] ?? []
        }
    }

    private func choose(_ name: String?, _ request: ModelRequest) throws(ModelCatalogueError) -> Model {
        guard let name, name != Self.automatic else { return try route(request, isNamed: name != nil) }
        if let model = models[roles[name] ?? name] { return model }
        let nearest = Spelling.nearest(to: name, among: names)
        throw ModelCatalogueError(.unknownModel, "there is no model or role `\(name)`\(Spelling.hint(nearest))")
    }

    private func route(_ request: ModelRequest, isNamed: Bool) throws(ModelCatalogueError) -> Model {
        if let rule = router.first(where: { $0.matches(request) }), let model = models[roles[rule.model] ?? rule.model]
        {
            return model
        }
        throw ModelCatalogueError(
            .unknownModel,
            router.isEmpty
                ? (isNamed ? "there is no router for `auto`" : "the step names no model, and there is no router")
                : "no rule of the router matches this request")
    }
}
