import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("millrace dlq", .serialized)
struct DeadLetterCommandTests {
    @Test("list, list --groups and show tell a person and a program the same")
    func reading() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die()
        let project = bench.project
        let list = try await project.run("dlq", "list", "--subscription", "gate")
        #expect(list.status == 0)
        #expect(list.output.hasPrefix("DELIVERY"))
        #expect(list.output.contains(id))
        let groups = try await project.run("dlq", "list", "--groups", "--newer-than", "1h")
        #expect(groups.output.contains("process_failed"))
        let letters = try await project.json("dlq", "list", "--json")
        let delivery = try #require(letters[0]?["delivery"]?.intValue)
        let shown = try await project.run("dlq", "show", "\(delivery)")
        for word in ["PermanentFailure", "in step `look`", "1 failed", "/nowhere", "mark  completed"] {
            #expect(shown.output.contains(word), "\(word)")
        }
        #expect(try await project.json("dlq", "show", id, "--json")[0]?["delivery"] == .int(delivery))
        #expect(try await project.json("dlq", "show", "\(delivery)", "--json")["jobId"] == .string(id))
        let none = try await project.run("dlq", "list", "--older-than", "1h")
        #expect((none.status, none.output, none.errors) == (0, "", "No dead letters.\n"))
        for unknown in ["\(delivery + 1)", "nobody"] {
            let ending = try await project.run("dlq", "show", unknown)
            #expect(ending.status == 1)
            #expect(ending.errors.contains("error: not_found"))
        }
    }

    @Test("A dead letter of a job that two subscriptions took shows the steps of its own delivery alone")
    func ownSteps() async throws {
        let bench = try await LetterBench(
            """
            kind: routing
            topics:
              jobs:
                subscriptions:
                  gate: { match: { jobType: gate }, pipeline: gate }
                  twin: { match: { jobType: gate }, pipeline: gate }
            """)
        let id = try await bench.die()
        #expect(try await bench.api.job(id)["steps"]?.arrayValue?.count == 4)
        let letters = try await bench.project.json("dlq", "show", id, "--json").arrayValue ?? []
        #expect(Set(letters.map { $0["subscription"]?.stringValue }) == ["gate", "twin"])
        for letter in letters { #expect(letter["steps"]?.arrayValue?.map { $0["status"] } == ["completed", "failed"]) }
    }

    @Test("Where nobody can be asked, redrive shows the preview and ends with 64 and the command to type")
    func confirmation() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die(["file": .string(bench.closedGate)])
        let refused = try await bench.project.run("dlq", "redrive", "--text", "at the gate's", "--newer-than", "1h")
        #expect((refused.status, refused.errors) == (0, "No dead letters were redriven.\n"))
        let asked = try await bench.project.run("dlq", "redrive", "--subscription", "gate")
        #expect(asked.status == 64)
        #expect(asked.output.isEmpty)
        #expect(asked.errors.contains("1 dead letter\n"))
        #expect(asked.errors.contains("error: confirmation_required"))
        #expect(asked.errors.contains("millrace dlq redrive --subscription gate --yes --expect 1\n"), "\(asked.errors)")
        let changed = try await bench.project.run("dlq", "redrive", "--all", "--yes", "--expect", "2")
        #expect(changed.status == 1)
        #expect(changed.errors.contains("error: preview_changed"))
        _ = try bench.openGate()
        let done = try await bench.project.run("dlq", "redrive", "--subscription", "gate", "--yes", "--expect", "1")
        #expect((done.status, done.output) == (0, "1 redriven\n"))
        try await bench.completes(id)
    }

    @Test("An exported letter's payload, put right, brings the job to its end")
    func roundTrip() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die(["file": "/nowhere", "note": "kept"])
        let project = bench.project
        #expect(try await project.run("dlq", "export", "--output", "out.jsonl").status == 0)
        let text = try String(contentsOfFile: project.path + "/out.jsonl", encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 1)
        let letter = try JSONValue(parsing: lines[0].utf8)
        #expect(letter["jobId"] == .string(id))
        let again = try await project.run("dlq", "export", "--output", "out.jsonl")
        #expect(again.status == 2)
        #expect(again.errors.contains("error: file_exists"))
        #expect(try await project.run("dlq", "export").output == text)

        var payload = letter["payload"]?.objectValue ?? [:]
        payload["file"] = .string(try bench.openGate())
        try project.write(Array(JSONValue.object(payload).text().utf8), to: "fixed.json")
        let done = try await project.run("dlq", "redrive", "--job", id, "--payload", "fixed.json", "--yes", "--json")
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.errors.contains(#"-   "file": "/nowhere","#), "\(done.errors)")
        #expect(done.errors.contains(#"    "note": "kept""#), "\(done.errors)")
        #expect(try JSONValue(parsing: done.output)["redriven"] == 1)
        try await bench.completes(id)
    }

    @Test("A payload for two letters, one that does not fit and one that is no JSON are refused, and nothing moves")
    func badPayloads() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die()
        try await bench.die()
        let project = bench.project
        try project.write(Array(#"{"file":5}"#.utf8), to: "wrong.json")
        try project.write(Array("{".utf8), to: "broken.json")
        let two = try await project.run("dlq", "redrive", "--all", "--payload", "wrong.json", "--yes")
        #expect(two.status == 64)
        #expect(two.errors.contains("error: one_letter_needed"))
        let wrong = try await project.run("dlq", "redrive", "--job", id, "--payload", "wrong.json", "--yes")
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("error: invalid_payload"))
        #expect(wrong.errors.contains("(at /payload/file)"), "\(wrong.errors)")
        let broken = try await project.run("dlq", "redrive", "--job", id, "--payload", "broken.json", "--yes")
        #expect(broken.status == 1)
        #expect(broken.errors.contains("error: json_syntax: broken.json"))
        #expect(try await project.run("dlq", "redrive", "--job", id, "--payload", "none.json", "--yes").status == 2)
        #expect(try await bench.preview()["count"] == 2)
    }

    @Test("discard gives up what was previewed; the jobs stay failed")
    func discard() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die()
        try await bench.die(creator: "bob")
        let done = try await bench.project.run("dlq", "discard", "--creator", "ada", "--yes")
        #expect((done.status, done.output) == (0, "1 discarded\n"))
        #expect(try await bench.api.status(of: id) == "failed")
        #expect(try await bench.preview()["count"] == 1)
    }

    @Test("Without a server the commands work on the store, and a server finishes what was redriven")
    func onTheStore() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die(["file": .string(bench.closedGate)])
        #expect(try await bench.server.stop().status == 0)
        let project = bench.project
        #expect(try await project.json("dlq", "list", "--json")[0]?["jobId"] == .string(id))
        let bad = try await project.run("dlq", "redrive", "--all")
        #expect(bad.status == 64)
        let done = try await project.run("dlq", "redrive", "--all", "--current-pipeline", "--rate", "10/s", "--yes")
        #expect((done.status, done.output) == (0, "1 redriven\n"), "\(done.errors)")
        let reason = try await project.json("why", id, "--json")
        #expect(reason["code"] == "no_worker")
        _ = try bench.openGate()
        let second = try await RunningServer(project)
        try await eventually("the job completes") { try await second.api.status(of: id) == "completed" }
    }

    @Test("A redrive on the store wants a project without mistakes: its limits hold")
    func brokenProject() async throws {
        let bench = try await LetterBench()
        try await bench.die()
        #expect(try await bench.server.stop().status == 0)
        try bench.project.write(Array("kind: pipeline\nname: x\n".utf8), to: "pipelines/broken.yaml")
        let ending = try await bench.project.run("dlq", "redrive", "--all", "--yes")
        #expect(ending.status == 78)
        #expect(try await bench.project.json("dlq", "list", "--json").arrayValue?.count == 1)
    }
}
