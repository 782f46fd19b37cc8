import Foundation
import JSONModel
import Testing

@Suite("bench", .serialized)
struct BenchTests {
    @Test(
        "bench --only prints one JSON line for each figure, with a rate above zero, and leaves no store behind",
        arguments: [
            ("jobs", ["--steps", "2"], 1, "jobs_per_s"), ("store", ["--steps", "2"], 2, "jobs_per_s"),
            ("enqueue", [], 1, "per_s"), ("drain", [], 1, "per_s"), ("publish", [], 4, "per_s"),
        ])
    func rates(part: String, more: [String], rows: Int, rate: String) async throws {
        let project = try TestProject(withShippedPipelines: false)
        let lines = try await bench(project, ["--only", part, "--jobs", "12", "--in-flight", "4"] + more)
        #expect(lines.count == rows)
        for line in lines {
            #expect(line["mode"] == .string(part))
            #expect(line["jobs"] == 12)
            #expect(line["in_flight"] == 4)
            #expect(try number(line[rate]) > 0)
        }
        #expect(!FileManager.default.fileExists(atPath: project.path + "/.bench"))
    }

    @Test("The latency of picking up has a middle no higher than its end")
    func pickup() async throws {
        let project = try TestProject(withShippedPipelines: false)
        let lines = try await bench(project, ["--only", "pickup", "--jobs", "40"])
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(line["jobs"] == 10)
        #expect(try number(line["p50_ms"]) <= number(line["p99_ms"]))
        #expect(try number(line["submit_p50_ms"]) > 0)
    }

    @Test("Memory is told after every tenth of the jobs, then what each job left behind")
    func memory() async throws {
        let project = try TestProject(withShippedPipelines: false)
        let lines = try await bench(project, ["--only", "memory", "--jobs", "50"])
        #expect(lines.dropLast().map { $0["jobs"] } == (1...10).map { .int($0 * 5) })
        #expect(try lines.dropLast().allSatisfy { try number($0["rss_kB"]) > 0 })
        #expect(lines.last?["mode"] == "memory_slope")
    }

    @Test(
        "Numbers that measure nothing are refused",
        arguments: [["--jobs", "0"], ["--in-flight", "0"], ["--steps", "0"], ["--only", "nothing"]])
    func refused(arguments: [String]) async throws {
        let project = try TestProject(withShippedPipelines: false)
        let ending = try await project.start(["bench"] + arguments).ending()
        #expect(ending.status == 64)
        #expect(ending.output.isEmpty)
    }

    @Test("A folder that holds something else keeps it")
    func folder() async throws {
        let project = try TestProject(withShippedPipelines: false)
        let folder = project.path + "/mine"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "kept".write(toFile: folder + "/note.txt", atomically: true, encoding: .utf8)
        _ = try await bench(
            project, ["--only", "enqueue", "--jobs", "4", "--in-flight", "2", "--folder", folder])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["note.txt"])
    }

    /// Runs it to a good end and parses what it printed.
    private func bench(_ project: TestProject, _ arguments: [String]) async throws -> [JSONValue] {
        let ending = try await project.start(["bench"] + arguments).ending()
        #expect(ending.status == 0, "\(ending.errors)")
        return try ending.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    private func number(_ value: JSONValue?) throws -> Double {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        default: try #require(nil as Double?)
        }
    }
}
