import ChildProcess
import Foundation
import Testing

/// Kills a real parent: the program `ChildProcessHarness`.
@Suite("Death of the parent")
struct ParentDeathTests {
    @Test("SIGKILL to the parent ends its child")
    func child() async throws {
        let killed = try KilledParent(mode: "plain", script: "echo ready; exec sleep 1000")
        #expect(await waitUntil { !isRunning(killed.group) })
    }

    @Test("what a child without a sandbox had started is found by its owner's name")
    func recovery() async throws {
        let killed = try KilledParent(mode: "plain", script: "setsid sh -c 'echo $$; exec sleep 1000' & wait")
        let escaped = try #require(Int32(killed.line))
        #expect(await waitUntil { !isRunning(killed.group) })
        #expect(isRunning(escaped))
        #expect(endChildren(ofOwner: killed.owner))
        #expect(await waitUntil { !isRunning(escaped) })
    }

    @Test("a sandbox ends whole", .enabled { await Sandbox.probe().bubblewrap.isAvailable })
    func sandbox() async throws {
        let name = "\(Int.random(in: 100_000...999_999)).25"
        let script = "setsid sh -c 'echo ready; exec sleep \(name)' & wait"
        let killed = try KilledParent(mode: "sandbox", script: script)
        #expect(await waitUntil { !isRunning(killed.group) })
        let survivors = try await ChildCommand("pgrep", ["-f", "^sleep \(name)"]).run()
        let gone = await waitUntil { !hasRunningMembers(killed.group) }
        #expect(gone && survivors.status == .exited(1))
    }
}

/// A harness that has been killed after the first line of its child.
private struct KilledParent {
    let owner = "test-" + UUID().uuidString
    let group: Int32
    let line: String

    init(mode: String, script: String) throws {
        // Not with the code under test: its sweep would end what must be seen to survive.
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = try Self.harness()
        process.arguments = [mode, owner, "/bin/sh", "-c", script]
        process.standardOutput = pipe
        try process.run()
        var lines: [Substring] = []
        var text = ""
        while lines.count < 3 {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
            lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        group = try #require(lines.first.flatMap { Int32($0) })
        line = String(lines[1])
    }

    private static func harness() throws -> URL {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "ChildProcessHarness")
    }
}
