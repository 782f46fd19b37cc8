import Foundation
import JSONModel
import JSONSchemaValidation
import Testing

@testable import PipelineDefinitions

@Suite("The schema of files of tests")
struct TestSchemaTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../..").standardized

    static let good = ["E0802-step", "E0803-output", "E0804-input", "E0805-both", "E0807-code", "E0808-matcher"].map {
        "Tests/PipelineDefinitionsTests/Fixtures/ok/\($0)/pipelines/report.test.yaml"
    }

    private func violations(_ path: String) throws -> [SchemaViolation] {
        let text = try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
        let (root, _) = YAMLDocument.read(SourceFile(path: path, text: text))
        return try JSONSchema(DefinitionSchemas.tests).validate(try #require(root).jsonValue)
    }

    @Test("takes good files", arguments: good + ["pipelines/video_analysis.test.yaml"])
    func takes(path: String) throws {
        #expect(try violations(path) == [])
    }

    @Test("refuses a misspelt expectation and an empty mock list")
    func refuses() throws {
        let path = "Tests/PipelineDefinitionsTests/Fixtures/err/E0201-expectation/pipelines/report.test.yaml"
        let places = try violations(path).map(\.instance.description)
        #expect(places.contains { $0.hasPrefix("/tests/0/expect") })
    }

    @Test("knows every key that is read")
    func keys() {
        let tests = DefinitionSchemas.tests
        #expect(Set(tests["properties"]?.objectValue?.keys.map { $0 } ?? []) == Set(TestReader.keys))
        let test = tests["properties"]?["tests"]?["items"]?["properties"]
        #expect(Set(test?.objectValue?.keys.map { $0 } ?? []) == Set(TestReader.testKeys))
        let expectation = test?["expect"]?["properties"]?.objectValue?.keys.map { $0 } ?? []
        #expect(Set(expectation) == Set(TestReader.expectationKeys))
    }
}
