import Broker
import JSONModel
import ModelCatalogue
import Testing

@testable import PipelineDefinitions

@Suite("A file of models")
struct ModelsReaderTests {
    private static let head = """
        kind: models
        providers:
          local: { kind: openai, endpoint: "http://127.0.0.1:8000/v1" }
        models:
          small: { provider: local, context: 1000, prices: { input: 0.1, output: 0.25 } }

        """
    private static let pipeline = """
        kind: pipeline
        name: ask
        steps:
          - { id: answer, uses: model.chat, with: { model: small, prompt: hello } }
        """
    private static let routing = """
        kind: routing
        topics: { jobs: { subscriptions: { ask: { pipeline: ask, match: { jobType: ask } } } } }
        """

    private func read(_ more: String, _ others: [String: String] = [:]) throws -> ProjectReading {
        let usual = ["ask.yaml": Self.pipeline, "routing.yaml": Self.routing, "models.yaml": Self.head + more]
        return try ProjectFolder.read(usual.merging(others) { $1 })
    }

    @Test("is the project's catalogue, in Swift and for plugins, and its budgets are the broker's")
    func catalogue() throws {
        let project = try #require(
            try read("budgets: { job: 0.5, pipeline: 1, pipelines: { ask: 2 }, creator: 3, day: 4.25 }").project)
        let catalogue = try #require(project.models)
        #expect(catalogue.models["small"]?.prices.output == Money(nanos: 250_000_000))
        #expect(project.environmentSettings["models"] == catalogue.json)
        let limits = [(Budget.Scope.job, 0.5), (.pipeline(nil), 1), (.creator, 3), (.all, 4.25), (.pipeline("ask"), 2)]
        #expect(
            project.topology.budgets
                == limits.compactMap { scope, limit in
                    Money(limit).map { Budget(scope: scope, limit: $0) }
                })
    }

    @Test(
        "says what is wrong",
        arguments: [
            ("roles: { auto: small }", "E0211"), ("roles: { small: small }", "E0212"), ("roles: [x]", "E0204"),
            ("roles: { fast: smal }", "E1202"), ("router: { a: b }", "E0204"),
            ("router: [{ when: 1, model: small }]", "E0410"),
            ("router: [{ when: request.toks > 1, model: small }]", "E0406"),
            ("router: [{ when: \"a +\", model: small }]", "E0401"),
            ("router: [{ when: message.x == 1, model: small }]", "E0402"), ("router: [{ modell: small }]", "E0201"),
            ("fallbacks: { small: small }", "E0204"), ("fallbacks: { small: [small] }", "E1204"),
            ("fallbacks: { big: [small] }", "E1202"), ("budgets: { day: -1 }", "E1205"),
            ("budgets: { week: 1 }", "E0201"),
            ("currency: [x]", "E0204"),
        ])
    func mistakes(text: String, code: String) throws {
        let codes = try read(text).diagnostics.map(\.code)
        #expect(codes.contains(code), "\(codes)")
    }

    @Test("is given once")
    func once() throws {
        let codes = try read("", ["more.yaml": Self.head]).diagnostics.map(\.code)
        #expect(codes == ["E0212"])
    }

    @Test(
        "has providers and models in order",
        arguments: [
            ("providers: { p: { kind: aws } }\nmodels: {}", "E0205"),
            ("providers: { p: { kind: openai } }\nmodels: {}", "E0203"),
            ("providers: { p: { kind: openai, endpoint: api.example } }\nmodels: {}", "E0204"),
            ("providers: {}\nmodels: { m: { provider: p } }", "E1201"), ("providers: {}", "E0203"),
            ("providers: { p: { kind: pocketsphinx } }\nmodels: { m: { provider: p, abilities: [sing] } }", "E0205"),
            ("providers: { p: { kind: pocketsphinx } }\nmodels: { m: { provider: p, rate: fast } }", "E0207"),
            ("providers: { p: { kind: pocketsphinx } }\nmodels: { m: { provider: p, context: 0 } }", "E0306"),
            ("providers: { p: { kind: pocketsphinx } }\nmodels: { m: { provider: p } }", "W1206"),
        ])
    func entries(text: String, code: String) throws {
        let codes = try read("", ["models.yaml": "kind: models\n\(text)\n"]).diagnostics.map(\.code)
        #expect(codes.contains(code), "\(codes)")
    }

    @Test("is not asked for a model that an expression names")
    func expressions() throws {
        let pipeline = Self.pipeline.replacing("model: small", with: "model: \"${{ 'big' }}\"")
        #expect(try read("", ["ask.yaml": pipeline]).diagnostics.isEmpty)
    }

    @Test("mends a misspelt name where there is one answer")
    func fix() throws {
        let pipeline = Self.pipeline.replacing("model: small", with: "model: smal")
        let finding = try #require(try read("", ["ask.yaml": pipeline]).diagnostics.first)
        #expect(finding.code == "E1203" && finding.fix != nil && finding.message.hasSuffix("did you mean `small`?"))
    }
}
