import Crypto
import Foundation
import StepKit
import StepKitTesting
import Synchronization
import TestSupport
import Testing

@testable import HTTPDownloadStep

/// One run of the step, allowed to reach the scripted server and nothing else of ours.
func download(
    _ input: JSONValue, folders: [String] = [], networks: [String] = ["127.0.0.1/32"],
    timeRemaining: Duration = .seconds(30)
) async throws -> StepOutcome {
    let environment = StepEnvironment(allowedFolders: folders, allowedNetworks: networks)
    let harness = try StepHarness(environment: environment, timeRemaining: timeRemaining)
    let outcome = await harness.run(HTTPDownloadStep.self, with: input)
    if (try? outcome.output) == nil {
        let left = try FileManager.default.contentsOfDirectory(atPath: harness.workspace)
        #expect(left.isEmpty, "a failed download leaves nothing behind")
    }
    return outcome
}

func bytes(of outcome: StepOutcome) throws -> String {
    try String(contentsOfFile: #require(outcome.artifacts.first).path, encoding: .utf8)
}

func sha256(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// A queue of answers: the first request gets the first.
final class Answers: Sendable {
    private let rest: Mutex<[ScriptedServer.Script]>

    init(_ scripts: [ScriptedServer.Script]) {
        rest = Mutex(scripts)
    }

    var script: ScriptedServer.Script {
        { request, connection in
            let next = self.rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            return next?(request, connection) ?? connection.reply(500)
        }
    }
}
