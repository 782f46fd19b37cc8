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

    @Test("Its job type works as it is printed")
    func jobType() async throws {
        let files = try blocks().enumerated().map { ("block\($0).yaml", $1) }
        #expect(files.count == 3)
        let project = try TestProject(
            withShippedPipelines: false, Dictionary(files, uniquingKeysWith: { first, _ in first }))
        let ending = try await project.run("run", "greeting", "--input", "who=Ada", "--quiet")
        #expect(ending.status == 0)
        #expect(try JSONValue(parsing: ending.output) == ["said": "hello Ada"])
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
