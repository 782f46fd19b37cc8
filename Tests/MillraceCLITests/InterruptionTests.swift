import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("Interruptions", .serialized)
struct InterruptionTests {
    /// A project whose one job sleeps for ever; its step's program is known by the mark.
    private func napProject() throws -> (project: TestProject, mark: String) {
        let mark = "mark-\(UUID().uuidString)"
        let files = ["nap.yaml": TestPipelines.nap(mark: mark), "routing.yaml": TestPipelines.napRouting]
        return (try TestProject(withShippedPipelines: false, files), mark)
    }

    @Test("Ctrl-C cancels a run with 130 and takes the step's program with it")
    func controlC() async throws {
        let (project, mark) = try napProject()
        let program = try project.start(["run", "nap"])
        try await eventually("the step's program runs") { !Processes.naming(mark).isEmpty }
        program.send(SIGINT)
        let ending = try await program.ending()
        #expect(ending.status == 130)
        #expect(ending.errors.contains("error: cancelled"), "\(ending.errors)")
        #expect(ending.output.isEmpty)
        #expect(Processes.naming(mark) == [])
        #expect(project.leftFiles == [])
        #expect(try await project.json("jobs", "list", "--json")[0]?["status"] == "cancelled")
    }

    @Test("While a run has the store, other commands end with 75 and name its process")
    func storeInUse() async throws {
        let (project, mark) = try napProject()
        let program = try project.start(["run", "nap"])
        try await eventually("the step's program runs") { !Processes.naming(mark).isEmpty }
        for arguments in [["run", "nap"], ["jobs", "list"], ["serve", "--listen", "127.0.0.1:0"]] {
            let ending = try await project.start(arguments).ending()
            #expect(ending.status == 75)
            #expect(ending.errors.contains("store_owned: process \(program.processID) "), "\(ending.errors)")
        }
    }

    @Test("A server finishes the job of a run that was killed")
    func killedRun() async throws {
        let project = try TestProject()
        try project.write(try TestMedia.twoScenes.get(), to: "video.mp4")
        let model = try await RunningModel(project, fault: "hang*1")
        let variables = ["MILLRACE_MODEL_ENDPOINT": model.endpoint]
        let run = try project.start(["run", "video_analysis", "--input", "videoUrl=video.mp4"], variables)
        try await eventually("the model holds a request") { try await model.count("held_requests") == 1 }
        run.send(SIGKILL)
        _ = try await run.ending()
        let server = try await RunningServer(project, [], variables)
        try await eventually("the job completes") {
            try await server.api.call("GET", "/v1/jobs").body["jobs"]?[0]?["status"] == "completed"
        }
    }

    @Test("That holds for a pipeline that no route leads to as well")
    func killedUnroutedRun() async throws {
        let mark = "mark-\(UUID().uuidString)"
        let project = try TestProject(withShippedPipelines: false, ["nap.yaml": TestPipelines.nap(mark: mark)])
        let run = try project.start(["run", "nap"])
        try await eventually("the step's program runs") { !Processes.naming(mark).isEmpty }
        run.send(SIGKILL)
        _ = try await run.ending()
        try await eventually("the step's program is gone") { Processes.naming(mark).isEmpty }
        let server = try await RunningServer(project)
        try await eventually("the server works on the job") { !Processes.naming(mark).isEmpty }
        server.program.send(SIGKILL)
        _ = try await server.program.ending()
    }

    @Test("A draining server is not ready; a second signal ends it and its step's program at once")
    func draining() async throws {
        let (project, mark) = try napProject()
        let server = try await RunningServer(project, ["--drain", "10m"])
        _ = try await server.api.submit("nap")
        try await eventually("the step's program runs") { !Processes.naming(mark).isEmpty }
        server.program.send(SIGTERM)
        try await eventually("it is no longer ready") { try await server.api.call("GET", "/readyz").status == 503 }
        #expect(try await server.api.call("GET", "/healthz").status == 200)
        server.program.send(SIGTERM)
        #expect(try await server.program.ending().status == 143)
        try await eventually("the step's program is gone") { Processes.naming(mark).isEmpty }
    }

    @Test("jobs cancel reaches a job that is being worked on")
    func cancelThroughServer() async throws {
        let (project, mark) = try napProject()
        let server = try await RunningServer(project)
        let id = try await server.api.submit("nap")
        try await eventually("the step's program runs") { !Processes.naming(mark).isEmpty }
        #expect(try await project.run("jobs", "cancel", id).status == 0)
        try await eventually("the job is cancelled") { try await server.api.status(of: id) == "cancelled" }
        try await eventually("the step's program is gone") { Processes.naming(mark).isEmpty }
        #expect(try await project.run("jobs", "cancel", id).status == 0)
        try await eventually("nothing is left") { project.leftFiles.isEmpty }
    }
}
