import Foundation
import JSONModel
import Testing

@Suite("docs/adding-a-job-type.md")
struct AddingAJobTypeTests {
    private let page = Result {
        try String(contentsOfFile: TestProject.repository + "/docs/adding-a-job-type.md", encoding: .utf8)
    }

    /// Each fenced YAML block under the file name that stands before it.
    private func files() throws -> [String: String] {
        let parts = try page.get().components(separatedBy: "```yaml\n")
        var files: [String: String] = [:]
        for (before, block) in zip(parts, parts.dropFirst()) {
            let name = before.components(separatedBy: "`pipelines/").last?.split(separator: "`").first
            files[String(try #require(name))] = block.components(separatedBy: "```")[0]
        }
        return files
    }

    /// The commands of step 4 that run by themselves.
    private func commands() throws -> [[String]] {
        let block = try #require(try page.get().components(separatedBy: "```sh\n").dropFirst().first)
        return block.components(separatedBy: "```")[0].split(separator: "\n").map { line in
            line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                .flatMap { $0.offset.isMultiple(of: 2) ? $0.element.split(separator: " ") : [$0.element] }
                .map(String.init)
        }
    }

    @Test("Its walk works as it is printed")
    func walk() async throws {
        let files = try files()
        #expect(files.count == 3)
        let project = try TestProject(withShippedPipelines: false, files)
        let commands = try commands()
        #expect(commands.map { $0[1] } == ["validate", "test", "run"])
        for command in commands {
            let ending = try await project.run(Array(command.dropFirst()))
            #expect(ending.status == 0, "\(command): \(ending.output)\(ending.errors)")
            guard command[1] == "run" else { continue }
            let result = try JSONValue(parsing: ending.output)
            #expect(result["captions"]?.arrayValue?.count == 3)
        }
    }

    @Test("Its files stand beside the shipped ones")
    func besideTheShipped() async throws {
        let project = try TestProject(withShippedPipelines: true, try files())
        let ending = try await project.run("validate")
        #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    }
}
