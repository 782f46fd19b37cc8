import JSONModel
import Testing

@Suite("millrace run", .serialized)
struct RunTests {
    private func helloProject() throws -> TestProject {
        try TestProject(withShippedPipelines: false, ["hello.yaml": TestPipelines.hello])
    }

    @Test("Standard output is JSON and nothing else; progress goes to standard error without escape sequences")
    func streams() async throws {
        let ending = try await helloProject().run("run", "hello", "--input", "name=World", "--json")
        #expect(ending.status == 0)
        let job = try JSONValue(parsing: ending.output)
        #expect(job["status"] == "completed")
        #expect(job["result"] == ["greeting": "Hello, World!"])
        #expect(ending.errors.contains("greet"))
        #expect(!(ending.output + ending.errors).contains("\u{1B}"))
    }

    @Test("--quiet leaves standard error empty")
    func quiet() async throws {
        let ending = try await helloProject().run("run", "hello", "--input", "name=World", "--quiet")
        #expect(ending.status == 0)
        #expect(ending.errors.isEmpty)
        #expect(try JSONValue(parsing: ending.output) == ["greeting": "Hello, World!"])
    }

    @Test("NO_COLOR and a terminal's name change nothing in a pipe", arguments: [["NO_COLOR": "1"], ["TERM": "xterm"]])
    func noColours(variables: [String: String]) async throws {
        let ending = try await helloProject().run("run", "hello", "--input", "name=World", with: variables)
        #expect(ending.status == 0)
        #expect(!(ending.output + ending.errors).contains("\u{1B}"))
    }

    @Test("A video whose path has blanks is analysed, its cut found within a frame")
    func video() async throws {
        let project = try TestProject()
        try project.write(try TestMedia.twoScenes.get(), to: "holiday in Rome.mp4")
        let ending = try await project.run("run", "video_analysis", "--input", "videoUrl=holiday in Rome.mp4")
        #expect(ending.status == 0, "\(ending.errors)")
        let result = try JSONValue(parsing: ending.output)
        let scenes = try #require(result["scenes"]?.arrayValue)
        #expect(scenes.count == 2)
        #expect(abs((scenes.first?["end"]?.doubleValue ?? 0) - 2) <= 0.04)
        #expect(abs((scenes.last?["start"]?.doubleValue ?? 0) - 2) <= 0.04)
        #expect(abs((scenes.last?["end"]?.doubleValue ?? 0) - 4) <= 0.04)
        #expect(project.leftFiles == [])
        #expect(project.leftProcesses == [])
    }

    @Test("A name that begins with a dash is a name")
    func dash() async throws {
        let project = try TestProject()
        try project.write(try TestMedia.twoScenes.get(), to: "-y.mp4")
        let ending = try await project.run("run", "video_analysis", "--input", "videoUrl=-y.mp4", "--quiet")
        #expect(ending.status == 0, "\(ending.errors)")
    }

    struct WrongUse: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let message: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "Wrong usage ends with 64 and says what is wrong",
        arguments: [
            WrongUse(arguments: ["run", "helo"], message: "did you mean `hello`?"),
            WrongUse(arguments: ["run"], message: "<pipeline>"),
            WrongUse(arguments: ["run", "hello", "--inputt", "a=b"], message: "--inputt"),
            WrongUse(arguments: ["run", "hello", "--input", "name"], message: "key=value"),
            WrongUse(arguments: ["run", "hello", "--input", "name=a", "--input", "name=b"], message: "given twice"),
            WrongUse(arguments: ["run", "hello", "--payload", "{"], message: "json_syntax"),
            WrongUse(arguments: ["run", "hello", "--payload", "[]"], message: "must be a JSON object"),
            WrongUse(arguments: ["run", "hello", "--store", "mysql:x"], message: "sqlite:PATH"),
            WrongUse(arguments: ["run", "hello", "--log-level", "loud", "--input", "name=x"], message: "loud"),
            WrongUse(arguments: ["frobnicate"], message: "frobnicate"),
            WrongUse(arguments: ["jobs", "list", "--limit", "0"], message: "--limit"),
            WrongUse(arguments: ["jobs", "list", "--status", "done"], message: "done"),
            WrongUse(arguments: ["dlq", "list", "--limit", "501"], message: "--limit"),
            WrongUse(arguments: ["dlq", "list", "--older-than", "soon"], message: "--older-than"),
            WrongUse(arguments: ["dlq", "list", "--groups", "--before", "7"], message: "--groups"),
            WrongUse(arguments: ["dlq", "redrive", "--yes"], message: "--all"),
            WrongUse(arguments: ["dlq", "redrive", "--all", "--job", "x", "--yes"], message: "--all"),
            WrongUse(arguments: ["dlq", "redrive", "--all", "--rate", "fast"], message: "10/s"),
            WrongUse(arguments: ["dlq", "redrive", "--all", "--from", "middle"], message: "failed-step"),
            WrongUse(arguments: ["dlq", "discard"], message: "--all"),
            WrongUse(arguments: ["backup"], message: "<file>"),
            WrongUse(arguments: ["why"], message: "<id>"),
            WrongUse(arguments: ["dev-model", "--fault", "nonsense"], message: "invalid_fault"),
            WrongUse(arguments: ["dev-model", "--listen", "x"], message: "invalid_address"),
            WrongUse(arguments: ["serve", "--listen", "127.0.0.1:99999"], message: "HOST:PORT"),
            WrongUse(arguments: ["serve", "--drain", "soon"], message: "--drain"),
        ])
    func wrongUse(_ use: WrongUse) async throws {
        let program = try helloProject().start(use.arguments)
        let ending = try await program.ending()
        #expect(ending.status == 64)
        #expect(ending.errors.contains(use.message), "\(ending.errors)")
        #expect(ending.output.isEmpty)
    }
}
