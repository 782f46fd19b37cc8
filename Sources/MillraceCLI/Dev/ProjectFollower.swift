import Foundation
import PipelineDefinitions
import StepKit

/// Reads a project again whenever a file of it changes; shows what is wrong with it, and hands it on when nothing is.
struct ProjectFollower: Sendable {
    let folder: String
    let registry: StepRegistry
    let output: ValidationOutput
    /// What makes the plugins fail that would work on these files, such as a template that cannot be read.
    let refusal: @Sendable (Project) -> String?

    /// Until the task is cancelled.
    func run(_ use: (Project) -> Void) async {
        let alarm = FolderAlarm(ProjectState.folders(of: folder))
        var last: ProjectState?
        while !Task.isCancelled {
            let state = ProjectState(folder: folder)
            if state != last { read(isFirst: last == nil, use) }
            last = state
            guard await alarm.next() else { return }
        }
    }

    private func read(isFirst: Bool, _ use: (Project) -> Void) {
        let reading = Project.read(folder: folder, registry: registry)
        output.show(reading)
        let refusal = reading.project.flatMap(refusal)
        if let refusal { Console.error(refusal) }
        guard let project = reading.project, refusal == nil else {
            return Console.note(
                isFirst
                    ? "Waiting until these files are valid." : "Not taken: the server goes on with the files before.")
        }
        if !isFirst { Console.note("The files have changed: going on with the new ones.") }
        use(project)
    }
}
