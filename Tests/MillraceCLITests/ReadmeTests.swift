import Foundation
import JSONModel
import Testing

@Suite("The README")
struct ReadmeTests {
    /// The fenced YAML blocks that are whole files.
    private func blocks() throws -> [String] {
        let text = try String(contentsOfFile: TestProject.repository + "/README.md", encoding: .utf8)
        return text.split(separator: "```yaml\n").dropFirst().compactMap {
            $0.split(separator: "```").first.map(String.init)
        }
        .filter { $0.hasPrefix("kind:") }
    }

    /// A project of all of them.
    private func project() throws -> TestProject {
        let files = try blocks().enumerated().map { ("block\($0).yaml", $1) }
        #expect(files.count == 4)
        return try TestProject(
            withShippedPipelines: false, Dictionary(files, uniquingKeysWith: { first, _ in first }))
    }

    @Test("Its job type works as it is printed")
    func jobType() async throws {
        let project = try project()
        let ending = try await project.run("run", "greeting", "--input", "who=Ada", "--quiet")
        #expect(ending.status == 0)
        #expect(try JSONValue(parsing: ending.output) == ["said": "hello Ada"])
    }

    @Test("Its tests pass")
    func tests() async throws {
        let ending = try await project().run("test")
        #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
        #expect(ending.errors.contains("3 passed"))
    }

    @Test("Its mistake is told as it is printed")
    func diagnostic() async throws {
        let pipeline = try #require(try blocks().first).replacing("output.scenes) }}", with: "output.scene) }}")
        let project = try TestProject(withShippedPipelines: false, ["video_analysis.yaml": pipeline])
        let told = try await project.run("validate").output
        let readme = try String(contentsOfFile: TestProject.repository + "/README.md", encoding: .utf8)
        let printed = readme.split(separator: "```text\n").dropFirst().first?.split(separator: "```").first
        #expect(told.contains(String(try #require(printed)).trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test("Its shortened pipeline runs on a real video")
    func pipeline() async throws {
        let project = try TestProject(
            withShippedPipelines: false, ["video_analysis.yaml": try #require(try blocks().first)])
        try project.write(try TestMedia.twoScenes.get(), to: "two scenes.mp4")
        let ending = try await project.run("run", "video_analysis", "--input", "videoUrl=two scenes.mp4", "--quiet")
        #expect(ending.status == 0)
        #expect(try JSONValue(parsing: ending.output)["scenes"]?.arrayValue?.count == 2)
    }
}
