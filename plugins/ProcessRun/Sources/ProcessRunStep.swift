import ChildProcess
public import StepKit

/// Runs a program: JSON in on standard input, JSON lines out on standard output.
public struct ProcessRunStep: Step {
    public struct Input: Codable, Sendable {
        var command: String
        var arguments: [String]
        var input: JSONValue?
        var environment: [String: String]
        var successCodes: [Int]
        var retryCodes: [Int]
        var outputLimit: ByteCount
        var limits: ProcessLimits?

        private enum CodingKeys: String, CodingKey {
            case command, arguments, input, environment, limits
            case successCodes = "success_codes"
            case retryCodes = "retry_codes"
            case outputLimit = "output_limit"
        }
    }

    public struct Output: Codable, Sendable {
        var exitCode: Int
        var output: JSONValue
        var text: String

        private enum CodingKeys: String, CodingKey {
            case output, text
            case exitCode = "exit_code"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "process.run", "Runs a program with JSON on its standard input and reads JSON lines from its standard output.",
        isolation: .process, isIdempotent: false,
        input: {
            Field("command", \.command, "The program: a name in PATH or an absolute path. No shell is involved.")
                .format(.executable)
            Field("arguments", \.arguments, "What follows the program's name, unchanged.").default([])
            Field("input", \.input, "Written to standard input as one JSON document; left out, nothing is written.")
            Field("environment", \.environment, "Variables beside PATH, the language, TMPDIR and the time zone.")
                .default([:]).secret()
            Field("success_codes", \.successCodes, "Exit codes that mean success.").default([0])
            Field("retry_codes", \.retryCodes, "Exit codes after which another try may help.").default([75])
            Field("output_limit", \.outputLimit, "The most the program may write to standard output.")
                .range(ByteCount(bytes: 1)...ByteCount(bytes: 1 << 30)).default(.megabytes(1))
            Field("limits", \.limits, "Limits for each process of the program.")
        },
        output: {
            Field("exit_code", \.exitCode, "With which code it ended.")
            Field("output", \.output, "The value of the last `output` line; null if there was none.")
            Field("text", \.text, "All other lines, with a line feed between.")
        },
        failures: ProcessFailure.declared,
        examples: [
            ["command": "echo", "arguments": ["hello"]],
            [
                "command": "python3", "arguments": ["/srv/scripts/score.py"], "input": ["id": 7],
                "environment": ["MODE": "fast"], "success_codes": [0, 3], "output_limit": "64KB",
                "limits": ["cpu_seconds": 30, "memory": "512MB"],
            ],
        ])

    private let path: String?

    public init(environment: StepEnvironment) {
        path = environment.variables["PATH"]
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let lines = ProcessLines(context)
        let result: ChildResult
        do {
            result = try await command(input, in: context).run(
                output: .lines(maxLength: Int(input.outputLimit.bytes), limit: Int(input.outputLimit.bytes)) { line in
                    lines.take(line)
                },
                onStart: { child in
                    if let group = child.processGroup { context.track(processGroup: group) }
                })
        } catch {
            throw ProcessFailure.translated(error, input)
        }
        let said = lines.result
        guard case .exited(let code) = result.status, input.successCodes.contains(Int(code)) else {
            throw ProcessFailure.ended(result, input)
        }
        return Output(exitCode: Int(code), output: said.output, text: said.text)
    }

    private func command(_ input: Input, in context: StepContext) throws -> ChildCommand {
        var environment = ChildCommand.inheritedEnvironment()
        if let path { environment["PATH"] = path }
        return ChildCommand(
            input.command, input.arguments, environment: environment.merging(input.environment) { $1 },
            workingDirectory: context.workspace, input: input.input.map { Array(($0.text() + "\n").utf8) } ?? [],
            limits: input.limits?.resources ?? ResourceLimits())
    }
}
