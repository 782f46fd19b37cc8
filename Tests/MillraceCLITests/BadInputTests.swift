import Foundation
import TestSupport
import Testing

@Suite("Bad input", .serialized)
struct BadInputTests {
    struct BadFile: CustomTestStringConvertible, Sendable {
        let path: String
        let code: String
        let step: String
        var testDescription: String { path }
    }

    @Test(
        "A download that is no video fails with a code of its own and leaves nothing behind",
        arguments: [
            BadFile(path: "/missing.mp4", code: "not_found", step: "video"),
            BadFile(path: "/empty.mp4", code: "download_empty", step: "video"),
            BadFile(path: "/page.mp4", code: "media_not_video", step: "cuts"),
            BadFile(path: "/playlist.mp4", code: "media_not_video", step: "cuts"),
            BadFile(path: "/truncated.mp4", code: "media_damaged", step: "cuts"),
            BadFile(path: "/sound.mp4", code: "media_no_video_stream", step: "cuts"),
        ])
    func download(_ file: BadFile) async throws {
        let (video, sound) = (try TestMedia.twoScenes.get(), try TestMedia.soundAlone.get())
        let project = try TestProject(withShippedPipelines: false, ["shots.yaml": TestPipelines.shots])
        try await ScriptedServer.with { request, connection in
            switch request.target {
            case "/empty.mp4": connection.reply(file: [])
            case "/page.mp4": connection.reply(file: Array("<html><body>Not here</body></html>".utf8))
            case "/playlist.mp4": connection.reply(file: Self.playlist(host: request.headers["host"] ?? ""))
            case "/truncated.mp4": connection.reply(file: Array(video.prefix(5000)))
            case "/sound.mp4": connection.reply(file: sound)
            default: connection.reply(404)
            }
        } _: { server in
            let ending = try await project.run(
                "run", "shots", "--input", "videoUrl=\(server.url(file.path))", "--quiet")
            expectFailure(ending, code: file.code, place: "in step `\(file.step)`", in: project)
            #expect(server.requests.map(\.target) == [file.path])
            #expect(server.connections == 1)
        }
    }

    /// Names a further file on the same server.
    private static func playlist(host: String) -> [UInt8] {
        Array(
            "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://\(host)/segment.ts\n#EXT-X-ENDLIST\n".utf8)
    }

    private func expectFailure(
        _ ending: ProgramEnding, code: String, place: String, in project: TestProject,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(ending.status == 1, sourceLocation: location)
        #expect(ending.errors.contains("error: \(code)"), "\(ending.errors)", sourceLocation: location)
        #expect(ending.errors.contains(place), "\(ending.errors)", sourceLocation: location)
        #expect(ending.output.isEmpty, sourceLocation: location)
        #expect(project.leftFiles == [], sourceLocation: location)
        #expect(project.leftProcesses == [], sourceLocation: location)
    }

    struct BadPayload: CustomTestStringConvertible, Sendable {
        let payload: String
        let code: String
        let place: String
        var testDescription: String { payload }
    }

    @Test(
        "A payload that does not fit is refused with the place",
        arguments: [
            BadPayload(payload: "{}", code: "invalid_payload", place: "`videoUrl` is missing"),
            BadPayload(payload: #"{"videoUrl":"http://a","videoUlr":1}"#, code: "invalid_payload", place: "/videoUlr"),
            BadPayload(payload: #"{"videoUrl":5}"#, code: "invalid_payload", place: "(at /videoUrl)"),
            BadPayload(payload: #"{"videoUrl":""}"#, code: "invalid_payload", place: "(at /videoUrl)"),
            BadPayload(payload: #"{"videoUrl":"file:///etc/nothing.mp4"}"#, code: "not_found", place: "step `video`"),
        ])
    func payload(_ bad: BadPayload) async throws {
        let project = try TestProject()
        let ending = try await project.run("run", "video_analysis", "--payload", bad.payload)
        expectFailure(ending, code: bad.code, place: bad.place, in: project)
    }

    @Test("An address outside the allowed networks is refused before a packet leaves")
    func forbiddenAddress() async throws {
        let project = try TestProject()
        try await ScriptedServer.with {
            $1.reply(200, "never")
        } _: { server in
            let ending = try await project.run(
                "run", "video_analysis", "--input", "videoUrl=\(server.url())", with: ["MILLRACE_ALLOWED_NETWORKS": ""])
            expectFailure(ending, code: "url_forbidden", place: "in step `video`", in: project)
            #expect(server.connections == 0)
        }
    }

    @Test("Without ffmpeg in PATH the step says what to install")
    func noTool() async throws {
        let project = try TestProject(withShippedPipelines: false, ["shots.yaml": TestPipelines.shots])
        try project.write(try TestMedia.twoScenes.get(), to: "video.mp4")
        let ending = try await project.run(
            "run", "shots", "--input", "videoUrl=video.mp4", with: ["PATH": project.path])
        expectFailure(ending, code: "media_tool_missing", place: "in step `cuts`", in: project)
        #expect(ending.errors.contains("apt-get install ffmpeg"))
    }

    struct BadYAML: CustomTestStringConvertible, Sendable {
        let text: String
        let code: String
        let place: String
        var testDescription: String { "\(code) at \(place)" }
    }

    @Test(
        "A mistake in a YAML file is named with code, line and column; run and serve end with 78, validate with 1",
        arguments: [
            BadYAML(
                text: "kind: pipeline\nname: x\nsteps:\n  - id: a\n    uses: log.writ\n", code: "E0301", place: ":5:11"),
            BadYAML(
                text: "kind: pipeline\nname: x\nsteps:\n  - id: a\n    uses: log.write\n    tiemout: 5s\n",
                code: "E0201", place: ":6:5"),
            BadYAML(text: "kind: pipeline\nname: x\nsteps:\n\t- id: a\n", code: "E0101", place: ":4:1"),
        ])
    func yaml(_ bad: BadYAML) async throws {
        let project = try TestProject(withShippedPipelines: false, ["x.yaml": bad.text])
        for command in [["run", "x"], ["serve", "--listen", "127.0.0.1:0"]] {
            let ending = try await project.start(command).ending()
            #expect(ending.status == 78)
            #expect(ending.errors.contains("error[\(bad.code)]"), "\(ending.errors)")
            #expect(ending.errors.contains("pipelines/x.yaml\(bad.place)"), "\(ending.errors)")
            #expect(ending.output.isEmpty)
        }
        let validation = try await project.run("validate")
        #expect(validation.status == 1)
        #expect(validation.output.contains("pipelines/x.yaml\(bad.place)"))
        #expect(!FileManager.default.fileExists(atPath: project.path + "/.millrace"))
    }

    @Test("A project without pipelines is refused")
    func emptyProject() async throws {
        let ending = try await TestProject(withShippedPipelines: false).run("serve", "--listen", "127.0.0.1:0")
        #expect(ending.status == 78)
        #expect(ending.errors.contains("error[E0001]"))
    }
}
