import Foundation
import PipelineDefinitions
import StepKit

/// `validate --watch`: checks again whenever a file of the project changes, until somebody asks it to stop.
struct ValidationWatch {
    let folder: String
    let registry: StepRegistry
    let output: ValidationOutput

    func run() async throws {
        let signals = SignalWatch()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in signals.first { return }
            }
            group.addTask { await follow() }
            await group.next()
            group.cancelAll()
        }
    }

    private func follow() async {
        let alarm = FolderAlarm(ProjectState.folders(of: folder))
        var last: ProjectState?
        while !Task.isCancelled {
            let state = ProjectState(folder: folder)
            if state != last { check() }
            last = state
            guard await alarm.next() else { return }
        }
    }

    private func check() {
        let clock = Date.ISO8601FormatStyle(timeZone: .current).time(includingFractionalSeconds: false)
        Console.note("── \(Date.now.formatted(clock)) " + String(repeating: "─", count: 40))
        let report = output.show(Project.read(folder: folder, registry: registry))
        if !output.isQuiet { Console.note(report.summary) }
    }
}

/// What tells one state of a project's files from another.
struct ProjectState: Equatable {
    private struct File: Equatable {
        let path: String
        let size: UInt64
        let changed: Date
    }

    private let files: [File]

    /// Those in which a change may be one of the project.
    static func folders(of folder: String) -> [String] {
        [folder, folder + "/pipelines", folder + "/templates", folder + "/templates/email"]
    }

    init(folder: String) {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: folder + "/pipelines")) ?? []
        let paths = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "pipelines/" + $0 }
        let templates = (manager.enumerator(atPath: folder + "/templates")?.compactMap { $0 as? String } ?? []).sorted()
        files = (paths + ["millrace.yaml"] + templates.map { "templates/" + $0 }).compactMap { path in
            // What a link leads to may change too.
            let file = URL(filePath: folder + "/" + path).resolvingSymlinksInPath().path
            guard let attributes = try? manager.attributesOfItem(atPath: file) else { return nil }
            let size = (attributes[.size] as? NSNumber)?.uint64Value ?? 0
            return File(path: path, size: size, changed: attributes[.modificationDate] as? Date ?? .distantPast)
        }
    }
}
