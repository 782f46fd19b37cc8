import StepKit
import StepKitTesting
import Testing

private protocol Named: Step where Input == Empty, Output == Empty {
    static var name: String { get }
    init()
}

extension Named {
    static var descriptor: StepDescriptor<Empty, Empty> { StepDescriptor(name, "Does nothing.") {} }
    init(environment: StepEnvironment) throws { self.init() }
    func run(_ input: Empty, in context: StepContext) async throws -> Empty { input }
}

private struct First: Named { static let name = "test.first" }
private struct Second: Named { static let name = "acme.deep_2.second" }
private struct FirstAgain: Named { static let name = "test.first" }
private struct OneWord: Named { static let name = "first" }
private struct UpperCase: Named { static let name = "test.First" }
private struct EmptyWord: Named { static let name = "test..first" }
private struct DigitFirst: Named { static let name = "test.1st" }
private struct Umlaut: Named { static let name = "test.größe" }
private struct Dash: Named { static let name = "test.a-b" }
private struct Long: Named { static let name = "test." + String(repeating: "a", count: 60) }
private struct Nameless: Named { static let name = "" }

@Suite("The registry")
struct StepRegistryTests {
    @Test("knows its plugins by name, sorted")
    func known() throws {
        let registry = try StepRegistry([First.self, Second.self])
        #expect(registry.descriptions.map(\.name) == ["acme.deep_2.second", "test.first"])
        #expect(registry.description(of: "test.first")?.summary == "Does nothing.")
        #expect(registry.description(of: "test.third") == nil)
        #expect(try registry.makeInstances(environment: StepEnvironment()).count == 2)
    }

    @Test("can do without some")
    func without() throws {
        let registry = try StepRegistry([First.self, Second.self]).without("test.first", "test.none")
        #expect(registry.descriptions.map(\.name) == ["acme.deep_2.second"])
        #expect(registry.description(of: "test.first") == nil)
    }

    @Test("refuses a name registered twice")
    func duplicate() {
        #expect(throws: StepRegistryError.duplicateName("test.first")) {
            try StepRegistry([First.self, Second.self, FirstAgain.self])
        }
    }

    @Test("refuses a name that is not legal", arguments: [0, 1, 2, 3, 4, 5, 6, 7])
    func illegal(index: Int) {
        let types: [any Named.Type] = [
            OneWord.self, UpperCase.self, EmptyWord.self, DigitFirst.self, Umlaut.self, Dash.self, Long.self,
            Nameless.self,
        ]
        #expect(throws: StepRegistryError.illegalName(types[index].name)) { try StepRegistry([types[index]]) }
    }
}
