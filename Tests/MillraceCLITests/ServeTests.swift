import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("millrace serve", .serialized)
struct ServeTests {
    private func helloProject() throws -> TestProject {
        try TestProject(
            withShippedPipelines: false, ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing])
    }

    @Test("SIGTERM gives a running attempt back, uncounted; the next start completes the job")
    func givesBack() async throws {
        let project = try TestProject()
        let file = try project.write(try TestMedia.twoScenes.get(), to: "video.mp4")
        let model = try await RunningModel(project, fault: "hang*1")
        let variables = ["MILLRACE_MODEL_ENDPOINT": model.endpoint, "MILLRACE_ALLOWED_FOLDERS": project.path]
        let first = try await RunningServer(project, ["--drain", "10ms"], variables)
        let url = "file://" + file.replacing(" ", with: "%20")
        let id = try await first.api.submit("video.analysis", ["videoUrl": .string(url)])
        try await eventually("the model holds a request") { try await model.count("held_requests") == 1 }
        let ending = try await first.stop()
        #expect(ending.status == 0)
        #expect(!ending.errors.contains("error"), "\(ending.errors)")
        let job = try await project.json("jobs", "show", id, "--json")
        #expect(job["status"] == "pending")
        #expect(job["attempt"] == 0)

        let second = try await RunningServer(project, [], variables)
        try await eventually("the job completes") { try await second.api.status(of: id) == "completed" }
        #expect(try await second.api.job(id)["attempt"] == 1)
    }

    @Test("A server with nothing to do stops at once with 0", arguments: [SIGTERM, SIGINT])
    func stops(signal: Int32) async throws {
        let server = try await RunningServer(try helloProject())
        server.program.send(signal)
        let ending = try await server.program.ending()
        #expect(ending.status == 0)
        #expect(ending.output.isEmpty)
    }

    @Test("A second server on the same store ends with 75 and names the first")
    func secondOwner() async throws {
        let project = try helloProject()
        let server = try await RunningServer(project)
        let second = try await project.run("serve", "--listen", "127.0.0.1:0")
        #expect(second.status == 75)
        #expect(second.errors.contains("store_owned: process \(server.program.processID) "), "\(second.errors)")
    }

    @Test("A port in use ends with 2 and names the address")
    func portInUse() async throws {
        let (first, second) = (try helloProject(), try helloProject())
        let server = try await RunningServer(first)
        let address = String(server.api.address.dropFirst("http://".count))
        let ending = try await second.run("serve", "--listen", address)
        #expect(ending.status == 2)
        #expect(ending.errors.contains("address_unavailable: cannot listen on \(address)"), "\(ending.errors)")
    }

    @Test("Without keys it listens on loopback alone", arguments: ["0.0.0.0:1", "[::]:1", "192.0.2.1:1"])
    func loopback(address: String) async throws {
        let ending = try await helloProject().run("serve", "--listen", address)
        #expect(ending.status == 78)
        #expect(ending.errors.contains("keys_required"))
    }

    @Test("The other commands work through the running server")
    func throughServer() async throws {
        let project = try helloProject()
        let server = try await RunningServer(project)
        let ending = try await project.run("run", "hello", "--input", "name=World")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(try JSONValue(parsing: ending.output) == ["greeting": "Hello, World!"])
        #expect(ending.errors.contains(server.api.address))

        let jobs = try await project.json("jobs", "list", "--json")
        let id = try #require(jobs[0]?["id"]?.stringValue)
        #expect(jobs[0]?["jobType"] == "say.hello")
        let shown = try await project.run("jobs", "show", id)
        #expect(shown.status == 0)
        #expect(shown.output.contains("completed"))
        let cancelled = try await project.run("jobs", "cancel", id)
        #expect(cancelled.status == 1)
        #expect(cancelled.errors.contains("error: job_ended"), "\(cancelled.errors)")
        let unknown = try await project.run("jobs", "show", "nobody")
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("error: not_found"))
        let refused = try await project.run("run", "hello", "--input", "nme=x")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("error: invalid_payload"))
    }

    @Test("run hands a job to the server even when no route leads to its pipeline")
    func unroutedThroughServer() async throws {
        let project = try TestProject(withShippedPipelines: false, ["hello.yaml": TestPipelines.hello])
        let server = try await RunningServer(project)
        let ending = try await project.run("run", "hello", "--input", "name=World")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.errors.contains(server.api.address))
        #expect(try await server.stop().status == 0)
    }
}
