import Foundation
import Testing

@testable import ChildProcess

@Suite("Running a child")
struct RunTests {
    @Test("the exit code is the child's", arguments: [0, 1, 7, 139, 255] as [Int32])
    func exitCode(code: Int32) async throws {
        #expect(try await shell("exit $1", ["\(code)"]).run().status == .exited(code))
    }

    @Test("a signal is told apart from an exit code", arguments: [SIGKILL, SIGTERM, SIGSEGV])
    func signal(number: Int32) async throws {
        #expect(try await shell("kill -$1 $$", ["\(number)"]).run().status == .signalled(number))
    }

    @Test("arguments arrive unchanged")
    func arguments() async throws {
        let arguments = ["a b", "", "'quoted' \"twice\"", "two\nlines", "$HOME `id` *", "--", "-x", "ü=1", "\\"]
        let command = shell("printf '%s\\037' \"$@\"", arguments)
        let result = try await command.run(output: .collect(limit: 1000))
        #expect(result.text.components(separatedBy: "\u{1F}").dropLast() == arguments[...])
    }

    @Test("the child sees the given environment and its mark, nothing else")
    func environment() async throws {
        setenv("CHILD_TEST_SECRET", "x", 1)
        var command = ChildCommand("/usr/bin/env", environment: ["GIVEN": "a=b c"])
        command.owner = "mine"
        let names = try await command.run(output: .collect(limit: 10_000)).text.split(separator: "\n")
        #expect(names.sorted().first == "GIVEN=a=b c")
        #expect(names.count == 2 && names.contains { $0.hasPrefix("MILLRACE_CHILD=mine.") })
        #expect(ChildCommand.inheritedEnvironment()["CHILD_TEST_SECRET"] == nil)
        #expect(ChildCommand.inheritedEnvironment()["PATH"] != nil)
    }

    @Test("input larger than a pipe arrives whole, and its end too")
    func input() async throws {
        var command = ChildCommand("wc", ["-c"])
        command.input = Array(repeating: 65, count: 300_000)
        #expect(try await command.run(output: .collect(limit: 100)).text == "300000\n")
    }

    @Test("a child that closes its input unread harms nobody")
    func unreadInput() async throws {
        var command = shell("exec <&-; echo done")
        command.input = Array(repeating: 65, count: 1_000_000)
        #expect(try await command.run(output: .collect(limit: 100)).text == "done\n")
    }

    @Test("lines are handed over in order, from both streams")
    func lines() async throws {
        let (output, error) = (Lines(), Lines())
        let result = try await shell("echo one; echo two; printf three; echo bad >&2").run(
            output: .lines { output.append($0) }, error: .lines { error.append($0) })
        #expect(output.all == ["one", "two", "three"])
        #expect(error.all == ["bad"])
        #expect(result.output.isEmpty && result.errorOutput.isEmpty)
    }

    @Test("the end of a flood is kept")
    func keepLast() async throws {
        let result = try await shell("seq 1 50000 >&2").run(error: .keepLast(12))
        #expect(result.errorText == "49999\n50000\n")
    }

    @Test("the working folder is the given one")
    func workingDirectory() async throws {
        var command = ChildCommand("pwd", ["-P"])
        command.workingDirectory = "/usr"
        #expect(try await command.run(output: .collect(limit: 100)).text == "/usr\n")
        command.workingDirectory = "/no/such/folder"
        await expect(.workingDirectoryNotFound, from: command)
    }

    @Test(
        "what is not a program is refused", arguments: ["no-such-program", "/no/such/program", "/etc/passwd", "/usr"])
    func unknownExecutable(name: String) async {
        await expect(.executableNotFound, from: ChildCommand(name))
    }

    @Test("what cannot be passed on is refused")
    func invalidArguments() async {
        await expect(.invalidArgument, from: ChildCommand("./relative"))
        await expect(.invalidArgument, from: ChildCommand(""))
        await expect(.invalidArgument, from: ChildCommand("true", ["a\0b"]))
        await expect(.invalidArgument, from: ChildCommand("true", environment: ["A=B": "c"]))
        await expect(.invalidArgument, from: ChildCommand("true", environment: ["A": "\0"]))
        await expect(.invalidArgument, from: ChildCommand("true", workingDirectory: "here"))
        await expect(.invalidArgument, from: ChildCommand("true", limits: ResourceLimits(cpuSeconds: -1)))
        await expect(.invalidArgument, from: ChildCommand("true", owner: "a.b"))
    }

    private func expect(_ code: ChildProcessError.Code, from command: ChildCommand) async {
        let error = await #expect(throws: ChildProcessError.self) { try await command.run() }
        #expect(error?.code == code)
    }
}
