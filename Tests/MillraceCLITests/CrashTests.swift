import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("A server that dies", .serialized)
struct CrashTests {
    @Test("A job whose server was killed in the middle ends once, without a second download")
    func killedInTheMiddle() async throws {
        let video = try TestMedia.twoScenes.get()
        let project = try TestProject(["lookup.yaml": TestPipelines.lookup])
        try await ScriptedServer.with {
            $1.reply(file: video)
        } _: { files in
            let model = try await RunningModel(project, fault: "hang*1")
            let variables = ["MILLRACE_MODEL_ENDPOINT": model.endpoint]
            let first = try await RunningServer(project, [], variables)
            let id = try await first.api.submit("video.analysis", ["videoUrl": .string(files.url("/video.mp4"))])
            try await eventually("the model holds a request") { try await model.count("held_requests") == 1 }
            first.program.send(SIGKILL)
            #expect(try await first.program.ending().wasKilled)

            let second = try await RunningServer(project, [], variables)
            try await eventually("the job ends") { try await second.api.job(id)["endedAt"]?.stringValue != nil }
            let job = try await second.api.job(id)
            #expect(job["status"] == "completed")
            #expect(job["attempt"] == 2)
            #expect(job["result"]?["scenes"]?.arrayValue?.count == 2)
            #expect(files.requests.map(\.method) == ["GET"])
            try await expectEventsOnce(of: id, from: second.api)

            #expect(try await second.stop().status == 0)
            let found = try await project.json("run", "lookup", "--input", "id=\(id)", "--quiet")
            #expect(found["record"]?["sha256"]?.stringValue?.count == 64)
            #expect(try await model.count("client_disconnects") == 1)
        }
        #expect(project.leftFiles == [])
        try await eventually("no process is left") { project.leftProcesses.isEmpty }
    }

    private func expectEventsOnce(of id: String, from api: APIClient) async throws {
        let events = try await api.call("GET", "/v1/jobs/\(id)/events").body["events"]?.arrayValue ?? []
        let types = events.compactMap { $0["type"]?.stringValue }
        for type in ["job.submitted", "job.started", "job.retrying", "job.resumed", "video.analysed", "job.completed"] {
            #expect(types.count { $0 == type } == 1, "\(type)")
        }
        #expect(types.last == "job.completed")
        let steps = events.filter { $0["type"] == "step.completed" }.compactMap { $0["data"]?["step"]?.stringValue }
        // What is said and where the cuts are is found at the same time.
        #expect(Set(steps[1...2]) == ["cuts", "speech"])
        #expect(steps[0...0] + steps[3...] == ["video", "frames", "analysis", "save", "announce"])
    }

    @Test("A killed server takes the programs of its steps with it")
    func childrenDieToo() async throws {
        let mark = "mark-\(UUID().uuidString)"
        let files = ["nap.yaml": TestPipelines.nap(mark: mark), "routing.yaml": TestPipelines.napRouting]
        let project = try TestProject(withShippedPipelines: false, files)
        let server = try await RunningServer(project)
        _ = try await server.api.submit("nap")
        try await eventually("the step's program runs") { !Processes.naming(mark).isEmpty }
        server.program.send(SIGKILL)
        _ = try await server.program.ending()
        try await eventually("the step's program is gone") { Processes.naming(mark).isEmpty }
    }
}
