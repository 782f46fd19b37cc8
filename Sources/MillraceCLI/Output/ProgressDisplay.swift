import Broker
import Foundation
import PipelineRuntime
import StepKit
import Synchronization

/// Shows one job's way on standard error: a line for each step, drawn in place on a terminal, plain lines elsewhere.
final class ProgressDisplay: Sendable {
    private struct State {
        /// Those under way, in the order they began; the line shows the last.
        var running: [(step: String, fraction: Double, note: String?)] = []
        /// Grows with the ids of items and of steps of other pipelines, which come as they run.
        var nameWidth: Int
        var jobProgress = 0
        /// What stands on the open line; empty when none is open.
        var line = ""
    }

    private let state: Mutex<State>
    private let style = Style.standardError

    init(stepIDs: [String]) {
        state = Mutex(State(nameWidth: stepIDs.map(\.count).max() ?? 0))
    }

    func show(_ observation: RuntimeObservation) {
        state.withLock { state in
            switch observation {
            case .stepStarted(_, let step, let attempt): begin(step, attempt: attempt, &state)
            case .progress(_, let step, let progress, let fraction, let note):
                state.jobProgress = progress
                guard let index = state.running.firstIndex(where: { $0.step == step }) else { return }
                state.running[index] = (step, fraction, note)
                redraw(&state)
            case .stepRetrying(_, let step, let failure, let delay):
                state.running.removeAll { $0.step == step }
                let mark = style.paint("retry", .yellow)
                tell(step, "\(mark)  \(failure.message); again in \(delay.shortText)", &state)
            case .stepEnded(_, let record, let progress): end(record, progress, &state)
            case .settled(_, let status):
                state.running = []
                endLine(&state)
                if status == .retrying {
                    Console.note("The attempt failed and will be made again; Ctrl-C cancels the job.")
                }
            }
        }
    }

    /// Ends an open line, so that what follows begins on its own.
    func finish() { state.withLock { endLine(&$0) } }

    private func begin(_ step: String, attempt: Int, _ state: inout State) {
        state.running.append((step, 0, nil))
        state.nameWidth = max(state.nameWidth, step.count)
        if style.isTerminal {
            redraw(&state)
        } else {
            tell(step, "started\(attempt > 1 ? " (try \(attempt))" : "")", &state)
        }
    }

    private func end(_ record: StepRecord, _ progress: Int, _ state: inout State) {
        state.jobProgress = progress
        state.running.removeAll { $0.step == record.stepID }
        let seconds = String(format: "%6.2f s", Double((record.endedAt - record.startedAt).wholeMilliseconds) / 1000)
        let mark = record.status == .skipped ? style.paint("skipped", .grey) : style.paint("done", .green)
        tell(record.stepID, "\(mark)  \(seconds)  \(progress)%", &state)
    }

    /// A line that stays, above that of what still runs.
    private func tell(_ step: String, _ words: String, _ state: inout State) {
        endLine(&state)
        Console.note("  \(padded(step, state.nameWidth))  \(words)")
        redraw(&state)
    }

    private func redraw(_ state: inout State) {
        guard style.isTerminal, let current = state.running.last else { return }
        // A line that wraps could not be drawn over.
        let nameWidth = min(state.nameWidth, max(8, style.width - 30))
        let cells = max(10, min(30, style.width - nameWidth - 40))
        let filled = Int(Double(cells) * current.fraction)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        let room = max(0, style.width - nameWidth - cells - 14)
        let note = String((current.note ?? "").prefix(room))
        let percent = String(format: "%3d%%", state.jobProgress)
        let name = padded(current.step, nameWidth).prefix(nameWidth)
        let line = "  \(name)  \(style.paint(bar, .blue)) \(percent)  \(style.paint(note, .grey))"
        guard line != state.line else { return }
        Console.raw("\r\u{1B}[2K" + line)
        state.line = line
    }

    private func endLine(_ state: inout State) {
        if !state.line.isEmpty { Console.raw("\r\u{1B}[2K") }
        state.line = ""
    }

    private func padded(_ name: String, _ width: Int) -> String {
        name.padding(toLength: max(width, name.count), withPad: " ", startingAt: 0)
    }
}
