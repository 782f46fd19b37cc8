import ChildProcess
import Foundation
import StepKit

/// Runs the programs that read sounds: in a sandbox, without network, within limits.
struct MediaTools: Sendable {
    /// Set to `1` to run ffmpeg where it cannot be kept from the network.
    static let openVariable = "MILLRACE_ALLOW_UNSANDBOXED_MEDIA"

    private let environment: [String: String]
    private let mayRunOpen: Bool

    init(environment: StepEnvironment) {
        var variables = ChildCommand.inheritedEnvironment()
        if let path = environment.variables["PATH"] { variables["PATH"] = path }
        self.environment = variables
        mayRunOpen = environment.variables[Self.openVariable] == "1"
    }

    /// Whether a program is on the path.
    func has(_ program: String) -> Bool {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
        return folders.contains { access("\($0)/\(program)", X_OK) == 0 }
    }

    /// - Parameters:
    ///   - file: the one file it may read.
    ///   - folder: where it may write.
    func run(
        _ program: String, _ arguments: [String], reading file: String, folder: String? = nil,
        in context: StepContext, output: ChildOutput = .discard
    ) async throws -> ChildResult {
        try context.abort.throwIfAborted()
        try await requireIsolation()
        let seconds = Int(min(max(context.timeRemaining.components.seconds, 1), 6 * 3600))
        let command = ChildCommand(
            program, arguments, environment: environment, workingDirectory: folder,
            limits: ResourceLimits(
                cpuSeconds: seconds * 2 + 10, addressSpace: 4 << 30, fileSize: 64 << 20, openFiles: 256, processes: 1024
            ),
            sandbox: Sandbox(.preferred, readOnly: [file], writable: folder.map { [$0] } ?? []))
        do {
            let result = try await command.run(output: output, error: .keepLast(4096)) { child in
                if let group = child.processGroup { context.track(processGroup: group) }
            }
            guard result.limitReached == nil else {
                throw StepFailure(SpeechFailure.tooLarge, "reading the sound took more time or space than allowed")
            }
            return result
        } catch let error as ChildProcessError {
            throw Self.failure(error, program)
        }
    }

    private static func failure(_ error: ChildProcessError, _ program: String) -> StepFailure {
        switch error.code {
        case .executableNotFound, .limitsUnavailable:
            StepFailure(
                SpeechFailure.toolMissing,
                "\(program) or prlimit is not installed (Debian and Ubuntu: apt-get install ffmpeg util-linux)")
        case .outputTooLarge, .lineTooLong:
            StepFailure(SpeechFailure.tooLarge, "\(program) wrote more than allowed")
        case .sandboxPathNotFound: StepFailure(.notFound, "the file has vanished")
        default:
            StepFailure(
                SpeechFailure.toolFailed, "\(program) could not be run", disposition: .retryable,
                details: ["cause": .string(error.code.rawValue)])
        }
    }

    /// A file can make ffmpeg do what its author wants, should it have a bug: it must not reach anybody.
    private func requireIsolation() async throws {
        guard !mayRunOpen else { return }
        let support = await Sandbox.probe()
        guard case .unavailable = support.bubblewrap, case .unavailable = support.networkNamespace else { return }
        throw StepFailure(
            SpeechFailure.sandboxUnavailable,
            "ffmpeg cannot be kept from the network here: install bubblewrap and allow user namespaces, "
                + "or set \(Self.openVariable)=1 to run it all the same")
    }
}
