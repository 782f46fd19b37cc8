import Foundation
import JSONModel
import JSONSchemaValidation
import PipelineDefinitions
import Testing

/// Editors and `validate` should say the same, as far as editors can know.
@Suite("The schemas and the check")
struct SchemaAgreementTests {
    private static let fixtures = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "Fixtures")
    private static let schemas = DefinitionSchemas.all(FakeSteps.registry).compactMapValues { try? JSONSchema($0) }

    /// What a schema can know: keys, shapes, words, forms, plugins and their fields.
    private static let knowable = [
        "E0201", "E0203", "E0204", "E0205", "E0206", "E0207", "E0301", "E0303", "E0304", "E0305",
    ]

    private static func files(_ folder: String) -> [String] {
        let all = FileManager.default.subpaths(atPath: fixtures.appending(path: folder).path) ?? []
        return all.filter { $0.hasSuffix(".yaml") }.sorted()
    }

    static let goodFiles = files("ok")
    static let badProjects =
        ((try? FileManager.default.contentsOfDirectory(atPath: fixtures.appending(path: "err").path)) ?? [])
        .filter { name in !name.hasSuffix(".out") && knowable.contains { name.hasPrefix($0) } }.sorted()

    /// What the schema of its kind has against a file; `nil` for a file that is no YAML or of no kind.
    private func findings(_ url: URL) throws -> [String]? {
        let text = try String(contentsOf: url, encoding: .utf8)
        guard let value = YAMLDocument.read(SourceFile(path: url.lastPathComponent, text: text)).0?.jsonValue,
            let kind = value["kind"]?.stringValue, let schema = Self.schemas["\(kind).schema.json"]
        else { return nil }
        return schema.validate(value).map(\.description)
    }

    @Test("both take a good file", arguments: goodFiles)
    func good(path: String) throws {
        #expect(try findings(Self.fixtures.appending(path: "ok/" + path)) ?? [] == [])
    }

    @Test("both refuse a bad shape", arguments: badProjects)
    func bad(name: String) throws {
        let paths = Self.files("err/" + name).map { Self.fixtures.appending(path: "err/\(name)/\($0)") }
        let found = try paths.map { try findings($0) }
        // A file that has no kind has no schema either.
        #expect(found.contains { $0?.isEmpty == false } || found.contains { $0 == nil })
    }
}
