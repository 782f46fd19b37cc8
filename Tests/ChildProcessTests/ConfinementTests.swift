import Foundation
import Testing

@testable import ChildProcess

@Suite("Limits and sandbox")
struct ConfinementTests {
    private static let noBubblewrap = SandboxSupport(
        bubblewrap: .unavailable(reason: "test"), networkNamespace: .unavailable(reason: "test"))

    @Test("a file beyond the limit ends the child and is reported", arguments: [nil, Sandbox()])
    func fileSize(sandbox: Sandbox?) async throws {
        try await withTemporaryFolder { folder in
            var command = ChildCommand("dd", ["if=/dev/zero", "of=\(folder)/file", "bs=1000", "count=99"])
            command.limits = ResourceLimits(fileSize: 5000)
            command.sandbox = sandbox
            command.sandbox?.writable = [folder]
            let result = try await command.run()
            #expect(result.status == .signalled(SIGXFSZ))
            #expect(result.limitReached == .fileSize)
        }
    }

    @Test("processor time beyond the limit ends the child and is reported")
    func cpuTime() async throws {
        var command = shell("while :; do :; done")
        command.limits = ResourceLimits(cpuSeconds: 1)
        #expect(try await command.run().limitReached == .cpuTime)
    }

    @Test("limits reach the child, others stay", arguments: [nil, Sandbox()])
    func limits(sandbox: Sandbox?) async throws {
        var command = shell(
            "ulimit -n; ulimit -v; ulimit -c; ulimit -t; cat /proc/self/limits | grep -c 'processes *77 '")
        command.limits = ResourceLimits(addressSpace: 512 << 20, openFiles: 33, processes: 77)
        command.sandbox = sandbox
        let result = try await command.run(output: .collect(limit: 1000))
        #expect(result.text == "33\n\(512 << 10)\n0\nunlimited\n1\n")
        #expect(result.limitReached == nil)
    }

    @Test("a required sandbox that cannot be had is an error, a preferred one is said to be missing")
    func missingSandbox() async throws {
        var command = ChildCommand("true", sandbox: Sandbox(.required))
        let error = await #expect(throws: ChildProcessError.self) {
            try await command.run(support: Self.noBubblewrap)
        }
        #expect(error?.code == .sandboxUnavailable)
        command.sandbox?.policy = .preferred
        #expect(try await command.run(support: Self.noBubblewrap).confinement.isolation == .none)
    }

    @Test(
        "without bubblewrap there is still no network", .enabled { await Sandbox.probe().networkNamespace.isAvailable }
    )
    func networkNamespace() async throws {
        let real = await Sandbox.probe()
        let support = SandboxSupport(
            bubblewrap: .unavailable(reason: "test"), networkNamespace: .available,
            unshareArguments: real.unshareArguments)
        let server = try LoopbackServer()
        var command = server.connecting
        command.sandbox = Sandbox(.preferred)
        let result = try await command.run(support: support)
        #expect(result.confinement.isolation == .networkNamespace)
        #expect(!result.status.isSuccess)
        #expect(try await server.connecting.run().status.isSuccess)
    }

    @Test("a path of a sandbox must be absolute and exist", arguments: ["/no/such/path", "relative", "/", "/usr\0"])
    func invalidSandboxPath(path: String) {
        for sandbox in [Sandbox(readOnly: [path]), Sandbox(writable: [path])] {
            #expect(throws: ChildProcessError.self) {
                try sandbox.bubblewrapArguments(executable: "/bin/true", workingDirectory: nil)
            }
        }
    }

    @Test("the working folder is part of the sandbox, and inner folders keep their rights")
    func sandboxPaths() throws {
        #expect(throws: ChildProcessError.self) {
            try Sandbox().bubblewrapArguments(executable: "/bin/true", workingDirectory: "/var")
        }
        let arguments = try Sandbox(readOnly: ["/usr/bin"], writable: ["/usr"]).bubblewrapArguments(
            executable: "/bin/true", workingDirectory: "/usr/bin")
        #expect(
            arguments.suffix(8) == [
                "--bind", "/usr", "/usr", "--ro-bind", "/usr/bin", "/usr/bin", "--chdir", "/usr/bin",
            ])
    }
}

@Suite("Inside bubblewrap", .enabled { await Sandbox.probe().bubblewrap.isAvailable })
struct BubblewrapTests {
    @Test("a server of this machine cannot be reached")
    func network() async throws {
        let server = try LoopbackServer()
        var command = server.connecting
        command.sandbox = Sandbox()
        let result = try await command.run()
        #expect(result.confinement.isolation == .bubblewrap)
        #expect(!result.status.isSuccess)
        #expect(try await server.connecting.run().status.isSuccess)
    }

    @Test("folders are invisible, readable or writable, as named")
    func folders() async throws {
        try await withTemporaryFolder { folder in
            let (hidden, seen, open) = (folder + "/hidden", folder + "/seen", folder + "/open")
            for path in [hidden, seen, open] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                try Data("x".utf8).write(to: URL(filePath: path + "/file"))
            }
            var command = shell(
                """
                cat "$1/file" && exit 1; cat "$2/file" || exit 2; (echo y > "$2/file") && exit 3; echo y > "$3/file" || exit 4
                ls /root /home /var && exit 5; echo y > /tmp/file || exit 6; (echo y > /usr/file) && exit 7; pwd
                """, [hidden, seen, open])
            command.sandbox = Sandbox(readOnly: [seen], writable: [open])
            command.workingDirectory = open
            let result = try await command.run(output: .collect(limit: 1000))
            #expect(result.status == .exited(0), "\(result.errorText)")
            #expect(result.text == "x\(open)\n")
            let written = try String(contentsOfFile: open + "/file", encoding: .utf8)
            #expect(written == "y\n")
        }
    }

    @Test("the environment is the given one, and other processes are invisible")
    func environment() async throws {
        var command = shell("/usr/bin/env; ls -d /proc/[0-9]*")
        command.environment = ["GIVEN": "yes"]
        command.sandbox = Sandbox()
        let lines = try await command.run(output: .collect(limit: 100_000)).text.split(separator: "\n")
        let names = Set(lines.filter { $0.contains("=") }.map { $0.prefix { $0 != "=" } })
        #expect(names == ["GIVEN", "MILLRACE_CHILD", "TMPDIR", "PWD"])
        #expect(lines.filter { $0.hasPrefix("/proc") }.count < 6)
    }

    @Test("a program outside the system's folders can be run, whatever its name")
    func ownProgram() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a=b"
            try Data("#!/bin/sh\nexit 5\n".utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            let result = try await ChildCommand(path, sandbox: Sandbox()).run()
            #expect(result.status == .exited(5))
        }
    }

    @Test("SIGTERM reaches the command, which may use its grace; whoever ignores it is ended")
    func cancellation() async throws {
        try await withTemporaryFolder { folder in
            for script in [
                "trap 'echo x > \"$1/file\"; exit' TERM; echo x; while :; do sleep 0.01; done",
                "trap '' TERM; setsid sleep 1000 & echo x; while :; do sleep 1000; done",
            ] {
                var command = shell(script, [folder])
                command.sandbox = Sandbox(writable: [folder])
                command.grace = script.contains("file") ? .seconds(60) : .milliseconds(50)
                let (lines, started, run) = (Lines(), Started(), command)
                let task = Task { try await run.run(output: .lines { lines.append($0) }, onStart: started.note) }
                #expect(await waitUntil { !lines.all.isEmpty })
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(started.isGone)
            }
            #expect(FileManager.default.fileExists(atPath: folder + "/file"))
        }
    }

    @Test("signals inside are reported as signals")
    func signal() async throws {
        var command = shell("kill -SEGV $$")
        command.sandbox = Sandbox()
        #expect(try await command.run().status == .signalled(SIGSEGV))
    }
}
