import Foundation
import PipelineDefinitions

/// Shows or writes what `--fix` would change.
struct FixRun {
    let repair: ProjectRepair
    let folder: String
    let isQuiet: Bool

    /// The changes as a patch, on stdout.
    func showChanges() {
        for change in repair.changes {
            let patch = UnifiedDifference(file: change.file, from: change.before, to: change.after)
            for line in patch.lines(style: .standardOutput) { Console.data(line) }
        }
        tell("would mend")
    }

    /// - Returns: whether every change was written.
    func write() -> Bool {
        var isComplete = true
        for change in repair.changes {
            do {
                try FileReplacement(path: folder + "/" + change.file).write(change.after, inPlaceOf: change.before)
            } catch {
                isComplete = false
                Console.error("\(change.file) is left as it is: \(error)")
            }
        }
        if isComplete { tell("mended") }
        return isComplete
    }

    private func tell(_ verb: String) {
        guard !isQuiet else { return }
        for change in repair.changes {
            for finding in change.mended {
                let title = finding.fix?.title ?? ""
                Console.note("\(verb) \(finding.file):\(finding.range.start.line) \(finding.code): \(title)")
            }
        }
        for file in repair.refused.sorted() {
            Console.note("\(file) is left as it is: the changes would make it worse")
        }
    }
}
