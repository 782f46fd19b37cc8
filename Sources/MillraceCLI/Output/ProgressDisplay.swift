import Broker
import Foundation
import PipelineRuntime
import StepKit
import Synchronization

/// Shows one job's way on standard error: a line for each step, drawn in place on a terminal, plain lines elsewhere.
final class ProgressDisplay: Sendable {
    private struct State {
        var current: (step: String, fraction: Double, note: String?)?
        var jobProgress = 0
        /// What stands on the open line; empty when none is open.
        var line = ""
    }

    private let state = Mutex(State())
    private let style = Style.standardError
    private let nameWidth: Int

    init(stepIDs: [String]) {
        nameWidth = stepIDs.map(\.count).max() ?? 0
    }

    func show(_ observation: RuntimeObservation) {
        state.withLock { state in
            switch observation {
            case .stepStarted(_, let step, let attempt): begin(step, attempt: attempt, &state)
            case .progress(_, let step, let progress, let fraction, let note):
                state.current = (step, fraction, note)
                state.jobProgress = progress
                redraw(&state)
            case .stepRetrying(_, let step, let failure, let delay):
                endLine(&state)
                let mark = style.paint("retry", .yellow)
                Console.note("  \(padded(step))  \(mark)  \(failure.message); again in \(delay.shortText)")
            case .stepEnded(_, let record, let progress): end(record, progress, &state)
            case .settled(_, let status):
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
        state.current = (step, 0, nil)
        if style.isTerminal {
            redraw(&state)
        } else {
            Console.note("  \(padded(step))  started\(attempt > 1 ? " (try \(attempt))" : "")")
        }
    }

    private func end(_ record: StepRecord, _ progress: Int, _ state: inout State) {
        state.jobProgress = progress
        state.current = nil
        endLine(&state)
        let seconds = String(format: "%6.2f s", Double((record.endedAt - record.startedAt).wholeMilliseconds) / 1000)
        let mark = record.status == .skipped ? style.paint("skipped", .grey) : style.paint("done", .green)
        Console.note("  \(padded(record.stepID))  \(mark)  \(seconds)  \(progress)%")
    }

    private func redraw(_ state: inout State) {
        guard style.isTerminal, let current = state.current else { return }
        let cells = max(10, min(30, style.width - nameWidth - 40))
        let filled = Int(Double(cells) * current.fraction)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        let room = max(0, style.width - nameWidth - cells - 14)
        let note = String((current.note ?? "").prefix(room))
        let percent = String(format: "%3d%%", state.jobProgress)
        let line = "  \(padded(current.step))  \(style.paint(bar, .blue)) \(percent)  \(style.paint(note, .grey))"
        guard line != state.line else { return }
        Console.raw("\r\u{1B}[2K" + line)
        state.line = line
    }

    private func endLine(_ state: inout State) {
        if !state.line.isEmpty { Console.raw("\r\u{1B}[2K") }
        state.line = ""
    }

    private func padded(_ name: String) -> String {
        name.padding(toLength: max(nameWidth, name.count), withPad: " ", startingAt: 0)
    }
}
