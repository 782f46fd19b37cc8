import Expressions
import JSONModel
import ModelCatalogue
import Testing

@Suite("The catalogue's JSON")
struct CatalogueTests {
    @Test("what is read is written, and reads the same again")
    func roundTrip() throws {
        let catalogue = try Sample.catalogue()
        #expect(try ModelCatalogue(catalogue.json) == catalogue)
        #expect(catalogue.currency == "EUR" && catalogue.models["big"]?.rate == ModelRate(10, per: .seconds(60)))
        #expect(catalogue.models["small"]?.deployment == "small")
        #expect(catalogue.budgets.pipelines == ["video": Money(nanos: 3_000_000_000)])
        #expect(catalogue.names == ["auto", "big", "ear", "small", "unpriced", "writing"])
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            (["models": ["m": [:]]], "/models/m"), (["models": 3], "/models"),
            (["models": ["m": ["provider": "nobody"]]], "/models/m"),
            (["providers": ["p": ["kind": "aws"]]], "/providers/p/kind"),
            (["providers": ["a/b": ["kind": 3]]], "/providers/a~1b/kind"),
            (["budgets": ["job": -1]], "/budgets/job"), (["budgets": ["job": "1"]], "/budgets/job"),
            (["budgets": ["day": 1e300]], "/budgets/day"), (["router": ["x"]], "/router/0"),
            (["router": [["model": 3]]], "/router/0/model"), (["fallbacks": ["a": "b"]], "/fallbacks/a"),
        ] as [(JSONValue, String)])
    func refusals(json: JSONValue, place: String) {
        #expect { try ModelCatalogue(json) } throws: { error in
            let error = error as? ModelCatalogueError
            return error?.code == .invalidCatalogue && error?.place == place
        }
    }

    @Test("a condition that is none is refused, and so is one that asks for what is not there")
    func conditions() throws {
        #expect(throws: ModelCatalogueError.self) { try ModelCatalogue(["router": [["when": "a +", "model": "m"]]]) }
        let checked = try Expression(parsing: "request.tasks == ''").check(ModelRequest.scope)
        #expect(checked.problems.map(\.kind) == [.unknownMember])
        #expect(try Expression(parsing: "request.images > 0").check(ModelRequest.scope).type == .bool)
    }

    @Test("rates are read as they are written", arguments: ["10/s", "5/10s", "1/m"])
    func rates(text: String) throws {
        let rate = try #require(ModelRate(parsing: text))
        #expect(ModelRate(parsing: rate.text) == rate)
    }

    @Test(
        "what is no rate is none",
        arguments: ["", "10", "/s", "0/s", "-1/s", "1/", "x/s", "1/0s", "99999999999999999999/s"])
    func noRates(text: String) { #expect(ModelRate(parsing: text) == nil) }
}
