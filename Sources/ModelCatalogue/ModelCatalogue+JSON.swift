public import JSONModel

extension ModelCatalogue {
    /// Reads the JSON form: what a file of `kind: models` says, as it says it.
    /// - Throws: ``ModelCatalogueError`` with `invalid_catalogue` and the place.
    public init(_ json: JSONValue) throws(ModelCatalogueError) {
        let root = CatalogueNode(json)
        currency = try root["currency"]?.text() ?? currency
        for (name, node) in try root.entries("providers") { providers[name] = try ModelProvider(name, node) }
        for (name, node) in try root.entries("models") {
            let model = try Model(name, node)
            guard providers[model.provider] != nil else {
                throw node.failure("no provider is called `\(model.provider)`")
            }
            models[name] = model
        }
        for (name, node) in try root.entries("roles") { roles[name] = try node.text() }
        for node in try root["router"]?.items() ?? [] {
            router.append(try RouterRule(when: try node["when"]?.condition(), model: try node.required("model").text()))
        }
        for (name, node) in try root.entries("fallbacks") {
            fallbacks[name] = try node.items().map { node throws(ModelCatalogueError) in try node.text() }
        }
        if let node = root["budgets"] { budgets = try ModelBudgets(node) }
    }

    /// As ``init(_:)`` reads it.
    public var json: JSONValue {
        var members: [String: JSONValue] = ["currency": .string(currency)]
        members["providers"] = .object(providers.mapValues(\.json))
        members["models"] = .object(models.mapValues(\.json))
        members["roles"] = .object(roles.mapValues { .string($0) })
        members["router"] = .array(
            router.map { rule in
                var members: [String: JSONValue] = ["model": .string(rule.model)]
                members["when"] = rule.when.map { .string($0) }
                return .object(members)
            })
        members["fallbacks"] = .object(fallbacks.mapValues { .array($0.map { .string($0) }) })
        members["budgets"] = budgets.json
        return .object(members)
    }
}

extension ModelProvider {
    fileprivate init(_ name: String, _ node: CatalogueNode) throws(ModelCatalogueError) {
        self.init(name, try node.required("kind").word())
        endpoint = try node["endpoint"]?.text()
        endpointVariable = try node["endpoint_variable"]?.text()
        keyVariable = try node["key_variable"]?.text()
        apiVersion = try node["api_version"]?.text()
        authentication = try node["auth"]?.word() ?? authentication
        deployments = try node["deployments"]?.word() ?? deployments
    }

    fileprivate var json: JSONValue {
        .object(
            [
                "kind": .string(kind.rawValue), "endpoint": endpoint.map { .string($0) },
                "endpoint_variable": endpointVariable.map { .string($0) },
                "key_variable": keyVariable.map { .string($0) }, "api_version": apiVersion.map { .string($0) },
                "auth": .string(authentication.rawValue), "deployments": .string(deployments.rawValue),
            ].compactMapValues(\.self))
    }
}

extension Model {
    fileprivate init(_ name: String, _ node: CatalogueNode) throws(ModelCatalogueError) {
        self.init(name, provider: try node.required("provider").text())
        deployment = try node["deployment"]?.text() ?? name
        if let words = try node["abilities"]?.items() {
            abilities = Set(try words.map { node throws(ModelCatalogueError) in try node.word() })
        }
        context = try node["context"]?.count()
        output = try node["output"]?.count()
        imageTokens = try node["image_tokens"]?.count() ?? imageTokens
        concurrency = try node["concurrency"].map { node throws(ModelCatalogueError) in Int(clamping: try node.count())
        }
        rate = try node["rate"]?.rate()
        guard let prices = node["prices"] else { return }
        self.prices.input = try prices["input"]?.money()
        self.prices.cachedInput = try prices["cached_input"]?.money()
        self.prices.output = try prices["output"]?.money()
        self.prices.image = try prices["image"]?.money()
        self.prices.audioMinute = try prices["audio_minute"]?.money()
    }

    fileprivate var json: JSONValue {
        let prices: [String: JSONValue?] = [
            "input": self.prices.input?.json, "cached_input": self.prices.cachedInput?.json,
            "output": self.prices.output?.json, "image": self.prices.image?.json,
            "audio_minute": self.prices.audioMinute?.json,
        ]
        return .object(
            [
                "provider": .string(provider), "deployment": .string(deployment),
                "abilities": .array(abilities.map(\.rawValue).sorted().map { .string($0) }),
                "context": context.map { .int($0) }, "output": output.map { .int($0) },
                "image_tokens": .int(imageTokens), "concurrency": concurrency.map { .int(Int64($0)) },
                "rate": rate.map { .string($0.text) }, "prices": .object(prices.compactMapValues(\.self)),
            ].compactMapValues(\.self))
    }
}

extension ModelBudgets {
    fileprivate init(_ node: CatalogueNode) throws(ModelCatalogueError) {
        job = try node["job"]?.money()
        creator = try node["creator"]?.money()
        day = try node["day"]?.money()
        pipeline = try node["pipeline"]?.money()
        for (name, node) in try node.entries("pipelines") { pipelines[name] = try node.money() }
    }

    fileprivate var json: JSONValue {
        .object(
            [
                "job": job?.json, "pipeline": pipeline?.json, "creator": creator?.json, "day": day?.json,
                "pipelines": pipelines.isEmpty ? nil : .object(pipelines.mapValues(\.json)),
            ].compactMapValues(\.self))
    }
}

extension Money {
    fileprivate var json: JSONValue { .double(units) }
}
