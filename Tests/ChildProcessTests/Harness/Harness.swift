import ChildProcess
import Foundation

/// Runs its arguments as a child until somebody kills it: `ChildProcessHarness plain|sandbox OWNER EXECUTABLE [ARGUMENT…]`.
/// Prints the child's process group as soon as it runs, then every line of the child.
@main
struct Harness {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let command = ChildCommand(
            arguments[3], Array(arguments[4...]), sandbox: arguments[1] == "sandbox" ? Sandbox() : nil,
            owner: arguments[2])
        let output = ChildOutput.lines { line in say(line) }
        let result = try await command.run(output: output, onStart: { child in say("\(child.processGroup ?? 0)") })
        say("\(result.status)")
    }

    private static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
}
