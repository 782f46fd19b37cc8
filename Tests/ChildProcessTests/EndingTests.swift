import ChildProcess
import Foundation
import Testing

@Suite("Ending a child")
struct EndingTests {
    @Test(
        "output beyond its limit ends the child",
        arguments: [ChildOutput.collect(limit: 1000), .lines(limit: 1000) { _ in }])
    func outputLimit(output: ChildOutput) async throws {
        try await expectEnd(of: shell("yes"), code: .outputTooLarge, output: output)
    }

    @Test("a line beyond its limit ends the child")
    func lineLimit() async throws {
        try await expectEnd(
            of: shell("tr '\\0' x </dev/zero"), code: .lineTooLong, output: .lines(maxLength: 99) { _ in })
    }

    @Test("output up to its limit is no error")
    func outputAtLimit() async throws {
        #expect(try await shell("printf 12345").run(output: .collect(limit: 5)).text == "12345")
    }

    @Test("an error of a handler ends the child and is thrown")
    func handlerError() async throws {
        struct Refused: Error {}
        let started = Started()
        let output = ChildOutput.lines { _ in throw Refused() }
        await #expect(throws: Refused.self) {
            try await shell("echo x; exec sleep 1000").run(output: output, onStart: started.note)
        }
        #expect(started.isGone)
    }

    @Test(
        "cancellation ends the whole family",
        arguments: [
            "echo $$; exec sleep 1000",
            "trap '' TERM; sleep 1000 & echo $!; while :; do sleep 1000; done",
            "trap '' TERM; (trap '' TERM; sleep 1000 & echo $!; wait) & wait",
            "setsid sh -c 'trap \"\" TERM; echo $$; sleep 1000' & wait",
            "(setsid sh -c '(sleep 1000 & echo $!) &' &); sleep 1000",
            "sleep 1000 & echo $!; kill -STOP $$",
        ])
    func cancellation(script: String) async throws {
        try await expectCancellationEnds(shell(script))
    }

    @Test("a child that heeds SIGTERM may tidy up")
    func graceIsUsed() async throws {
        try await withTemporaryFolder { folder in
            let script = "trap 'echo tidy > \"$1/file\"; exit' TERM; echo $$; while :; do sleep 0.01; done"
            var command = shell(script, [folder])
            command.grace = .seconds(60)
            try await expectCancellationEnds(command)
            #expect(FileManager.default.fileExists(atPath: folder + "/file"))
        }
    }

    @Test("a cancelled task starts nothing")
    func cancelledBefore() async {
        let started = Started()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await shell("exit 0").run(onStart: started.note)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(started.group == nil)
    }

    @Test(
        "what a normal end leaves behind is ended too",
        arguments: [
            "sleep 1000 & echo $!", "sleep 1000 >/dev/null 2>&1 & echo $!",
            "echo $(setsid sh -c 'sleep 1000 >/dev/null & echo $!')", "trap '' HUP TERM; sleep 1000 & echo $!; exit 3",
        ])
    func leftovers(script: String) async throws {
        let (lines, started) = (Lines(), Started())
        _ = try await shell(script).run(output: .lines { lines.append($0) }, onStart: started.note)
        #expect(started.isGone)
        for id in lines.all.compactMap({ Int32($0) }) { #expect(!isRunning(id)) }
    }

    @Test("a running child can be ended from outside, at once")
    func endedFromOutside() async throws {
        let started = Started()
        let output = ChildOutput.lines { _ in started.child?.end() }
        let result = try await shell("trap '' TERM; echo x; while :; do sleep 1000; done").run(
            output: output, onStart: started.note)
        #expect(result.status == .signalled(SIGKILL))
        #expect(started.child?.processGroup == nil)
        #expect(started.child?.end() == true)
    }

    @Test("a group can be ended by its id, and children by their token")
    func endedByIdentity() async throws {
        let ways: [@Sendable (RunningChild) -> Bool] = [
            { endProcessGroup($0.processGroup ?? 0) }, { endChildren(carrying: $0.token) },
        ]
        for way in ways {
            let started = Started()
            let output = ChildOutput.lines { _ in #expect(started.child.map(way) == true) }
            let result = try await shell("echo x; sleep 1000; :").run(output: output, onStart: started.note)
            #expect(result.status == .signalled(SIGKILL))
        }
    }

    @Test("many children at once leave no process and no open file")
    func many() async throws {
        _ = try await shell(":").run()
        let before = openFiles()
        try await withThrowingTaskGroup(of: ExitStatus.self) { group in
            for _ in 0..<40 { group.addTask { try await shell("sleep 1000 & echo x").run(output: .discard).status } }
            for try await status in group { #expect(status == .exited(0)) }
        }
        #expect(await waitUntil { openFiles() <= before })
    }
}

private func expectEnd(of command: ChildCommand, code: ChildProcessError.Code, output: ChildOutput) async throws {
    let started = Started()
    let error = await #expect(throws: ChildProcessError.self) {
        try await command.run(output: output, onStart: started.note)
    }
    #expect(error?.code == code)
    #expect(error?.place == "stdout")
    #expect(started.isGone)
}

/// Cancels after the child's first line, which names a process that must be gone with all the others.
private func expectCancellationEnds(_ command: ChildCommand) async throws {
    let (lines, started) = (Lines(), Started())
    let task = Task { try await command.run(output: .lines { lines.append($0) }, onStart: started.note) }
    #expect(await waitUntil { !lines.all.isEmpty })
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(started.isGone)
    #expect(!isRunning(try #require(lines.all.first.flatMap { Int32($0) })))
}

private func openFiles() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? .max
}
