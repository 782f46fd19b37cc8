import Logging
import StepKit
import Synchronization

/// Acts on a program's lines as they come, and keeps what is returned at the end.
final class ProcessLines: Sendable {
    private struct State {
        var output: JSONValue = .null
        var text: [String] = []
    }

    private let context: StepContext
    private let state = Mutex(State())

    init(_ context: StepContext) {
        self.context = context
    }

    var result: (output: JSONValue, text: String) {
        state.withLock { ($0.output, $0.text.joined(separator: "\n")) }
    }

    func take(_ line: String) {
        switch ProcessLine(line) {
        case .progress(let fraction, let note): context.progress(fraction, note)
        case .log(let text): context.logger.info("\(text)")
        case .output(let value): state.withLock { $0.output = value }
        case .text(let text): state.withLock { $0.text.append(text) }
        }
    }
}
