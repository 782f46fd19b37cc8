import Foundation
import JSONModel
import Testing

@Suite("graph")
struct GraphCommandTests {
    @Test("draws a pipeline and the project in each form")
    func forms() async throws {
        let project = try TestProject()
        let mermaid = try await project.run("graph", "video_analysis")
        #expect(mermaid.status == 0 && mermaid.errors.isEmpty)
        #expect(mermaid.output.hasPrefix("flowchart TD\n"))
        #expect(mermaid.output.contains(#"step_video -.->|"file"| step_frames"#))
        let routing = try await project.run("graph")
        #expect(routing.output.contains("subscription_video_analysis --> pipeline_video_analysis"))
        let svg = try await project.run("graph", "--format", "svg")
        #expect(svg.output.hasPrefix("<svg ") && svg.output.hasSuffix("</svg>\n"))
        let json = try await project.json("graph", "video_analysis", "--format", "json")
        #expect(json["nodes"]?.arrayValue?.count == 9)
    }

    @Test("writes a file, in the form its name ends with")
    func file() async throws {
        let project = try TestProject()
        let path = project.path + "/picture of it.svg"
        let ending = try await project.run("graph", "--out", path)
        #expect(ending.status == 0 && ending.output.isEmpty)
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("<svg "))
        let refused = try await project.run("graph", "--out", project.path + "/no folder/x.svg")
        #expect(refused.status == 2 && refused.errors.contains("cannot be written: No such file"))
        let promise = try await project.run("graph", "--out", project.path + "/x.png")
        #expect(promise.status == 64 && promise.errors.contains("unknown_form"))
        #expect(!FileManager.default.fileExists(atPath: project.path + "/x.png"))
    }

    @Test("names the nearest pipeline, and draws no project that has errors")
    func refusals() async throws {
        let unknown = try await TestProject().run("graph", "video_analyses")
        #expect(unknown.status == 64 && unknown.errors.contains("did you mean `video_analysis`?"))
        let broken = try await TestProject(["bad.yaml": "kind: pipeline\nname: bad\nsteps: []\n"]).run("graph")
        #expect(broken.status == 78 && broken.output.isEmpty)
    }
}
