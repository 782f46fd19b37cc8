import Foundation
import Subprocess

/// A child's three streams.
struct ChildStreams: Sendable {
    let input: [UInt8]
    let output: ChildOutput
    let error: ChildOutput

    struct Readings: Sendable {
        var output = OutputReader.Reading()
        var error = OutputReader.Reading()
    }

    private enum Served: Sendable {
        case input
        case output(OutputReader.Reading)
        case error(OutputReader.Reading)
    }

    typealias Child = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

    /// Serves all three at once until the child has closed them or ended.
    func serve(_ streams: Child, of child: RunningChild) async -> Readings {
        _ = Self.brokenPipesAreErrors
        return await withTaskGroup(of: Served.self) { group in
            group.addTask {
                await feed(streams.standardInputWriter)
                return .input
            }
            group.addTask { .output(await OutputReader.read(.stdout, streams.standardOutput, as: output, of: child)) }
            group.addTask { .error(await OutputReader.read(.stderr, streams.standardError, as: error, of: child)) }
            return await group.reduce(into: Readings()) { readings, served in
                switch served {
                case .input: break
                case .output(let reading): readings.output = reading
                case .error(let reading): readings.error = reading
                }
            }
        }
    }

    /// A child may end, or close its input, without reading it all: no error.
    private func feed(_ writer: StandardInputWriter) async {
        if !input.isEmpty { _ = try? await writer.write(input) }
        try? await writer.finish()
    }

    /// swift-subprocess writes to a plain pipe: without this, a child that closes its input early kills this process.
    /// A handler somebody else has set stays. Children start with default signals.
    private static let brokenPipesAreErrors: Bool = {
        var current = sigaction()
        guard sigaction(SIGPIPE, nil, &current) == 0, current.__sigaction_handler.sa_handler == nil else { return true }
        return signal(SIGPIPE, SIG_IGN) != nil
    }()
}
