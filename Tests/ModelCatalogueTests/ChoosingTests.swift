import ModelCatalogue
import Testing

@Suite("Choosing a model")
struct ChoosingTests {
    private func names(
        _ name: String?, _ request: ModelRequest = ModelRequest(), needing needs: Set<ModelAbility> = []
    ) throws -> [String] {
        try Sample.catalogue().candidates(for: name, request, needing: needs).map(\.name)
    }

    @Test("a name, a role and the router each lead to a model and its fallbacks")
    func candidates() throws {
        #expect(try names("big") == ["big", "small", "unpriced"])
        #expect(try names("writing") == ["big", "small", "unpriced"])
        #expect(try names("ear") == ["ear"])
        #expect(try names("auto", ModelRequest(task: "writing")).first == "big")
        #expect(try names(nil, ModelRequest(tokens: 501)).first == "big")
        // The second rule divides by zero, which is no match.
        #expect(try names(nil, ModelRequest(task: "other")).first == "small")
    }

    @Test("a circle of fallbacks ends")
    func circle() throws { #expect(try names("small") == ["small", "big", "unpriced"]) }

    @Test("a fallback that cannot look at images is left out, a first choice that cannot is refused")
    func abilities() throws {
        #expect(try names("big", needing: [.vision]) == ["big"])
        #expect { try names("small", needing: [.vision]) } throws: { ($0 as? ModelCatalogueError)?.code == .notAble }
    }

    @Test("a word that is near a name is named")
    func unknown() throws {
        #expect { try names("writting") } throws: { error in
            let error = error as? ModelCatalogueError
            return error?.code == .unknownModel && error?.message.hasSuffix("did you mean `writing`?") == true
        }
    }

    @Test("without a router, or a rule that matches, `auto` has no model", arguments: ["auto", nil])
    func noRule(name: String?) throws {
        for rules in [[], [try RouterRule(when: "false", model: "m")]] {
            var catalogue = ModelCatalogue()
            catalogue.router = rules
            #expect { try catalogue.candidates(for: name, ModelRequest(), needing: []) } throws: {
                ($0 as? ModelCatalogueError)?.code == .unknownModel
            }
        }
    }
}
