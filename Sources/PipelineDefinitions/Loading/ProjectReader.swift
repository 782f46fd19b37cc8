import Broker
import JSONModel
import StepKit

/// Reads the files of `pipelines/` and puts them together.
struct ProjectReader {
    static let kinds = ["pipeline", "routing", "schedules", "models", "notifications", "tests"]

    let source: ProjectSource
    let registry: StepRegistry
    /// The folder that holds the files, if they come from one.
    var folder: String?

    struct Document {
        let file: SourceFile
        var root: YAMLNode
        let kind: String
    }

    func read() -> ProjectReading {
        var diagnostics: [Diagnostic] = []
        var files: [SourceFile] = []
        var (documents, isComplete) = readDocuments(&files, &diagnostics)
        let settings = readSettings(&files, &diagnostics)
        var located = LocatedProject(
            pipelines: readPipelines(documents, isComplete, &diagnostics), isComplete: isComplete)
        let pushes = readPushes(&documents, into: &located, &diagnostics)
        located.routing = readRouting(documents, isComplete: isComplete, pushes: pushes, &diagnostics)
        located.schedules = readSchedules(documents, &diagnostics)
        let hasSettings = !diagnostics.contains { $0.file == SettingsReader.path && $0.severity == .error }
        let databases = hasSettings ? Set(settings.databases.keys) : nil
        readNotifications(documents, databases: databases, into: &located, &diagnostics)
        diagnostics += SQLStepCheck(databases: databases).run(located)
        let models = readModels(documents, located.pipelines, &diagnostics)
        diagnostics += ProjectChecks.run(located)
        let pipelines = located.pipelines.compactMap(\.definition)
        let routing = RoutingDefinition(
            topics: located.routing.topics, subscriptions: located.routing.subscriptions.compactMap(\.definition))
        let tests = readTests(
            documents, of: pipelines, named: names(documents, isComplete)?.union(located.generatedNames),
            routing: located.knowsAllTakers ? routing : nil, &diagnostics)
        diagnostics = Suppressions(files).applied(to: diagnostics)
        var project = Project(
            pipelines: pipelines, routing: routing, settings: settings, schedules: located.schedules.map(\.definition))
        project.tests = tests
        project.folder = folder
        project.modelsJSON = models
        return ProjectReading(
            project: hasErrors(diagnostics) ? nil : project, diagnostics: diagnostics, files: files)
    }

    /// - Returns: the files that are of some kind, and whether that is all of them.
    private func readDocuments(
        _ files: inout [SourceFile], _ diagnostics: inout [Diagnostic]
    ) -> ([Document], isComplete: Bool) {
        let paths = paths(&diagnostics)
        let readings = paths.concurrentMap { readDocument($0) }
        for reading in readings { diagnostics += reading.diagnostics }
        files += readings.compactMap(\.file)
        let documents = readings.compactMap(\.document)
        return (documents, documents.count == paths.count)
    }

    private struct Reading {
        var file: SourceFile?
        var document: Document?
        var diagnostics: [Diagnostic] = []
    }

    private func readDocument(_ path: String) -> Reading {
        var reading = Reading()
        guard let file = readFile(path, &reading.diagnostics) else { return reading }
        reading.file = file
        let (root, found) = YAMLDocument.read(file)
        reading.diagnostics += found
        if let root, let kind = kind(of: root, in: file, &reading.diagnostics) {
            reading.document = Document(file: file, root: root, kind: kind)
        }
        return reading
    }

    private func hasErrors(_ diagnostics: [Diagnostic]) -> Bool { diagnostics.contains { $0.severity == .error } }

    private func paths(_ diagnostics: inout [Diagnostic]) -> [String] {
        let start = SourceRange(line: 1, column: 1, length: 1)
        guard let found = source.pipelineFiles() else {
            diagnostics.append(
                Diagnostic(
                    code: "E0001", message: "there is no folder `pipelines` in \(source.name)", file: "pipelines",
                    range: start, help: "name the project's folder with --project"))
            return []
        }
        if found.isEmpty {
            diagnostics.append(
                Diagnostic(
                    code: "E0001", message: "there is no YAML file in `pipelines`", file: "pipelines", range: start))
        }
        return found
    }

    /// `nil` if it is not there or cannot be read.
    func readFile(_ path: String, _ diagnostics: inout [Diagnostic]) -> SourceFile? {
        do throws(Diagnostic) {
            return try source.read(path)
        } catch {
            diagnostics.append(error)
            return nil
        }
    }

    private func kind(of root: YAMLNode, in file: SourceFile, _ diagnostics: inout [Diagnostic]) -> String? {
        var reader = NodeReader(file: file)
        defer { diagnostics += reader.diagnostics }
        guard root.entries != nil else {
            reader.error("E0204", "a file must be a map that begins with `kind`", at: root.range)
            return nil
        }
        guard let node = root["kind"] else {
            let kinds = Self.kinds.joined(separator: ", ")
            reader.error(
                "E0203", "this file has no `kind`", at: root.entries?.first?.keyRange ?? root.range,
                help: "one of: \(kinds)")
            return nil
        }
        guard let kind = reader.text(node, "kind") else { return nil }
        guard Self.kinds.contains(kind) else {
            let nearest = Spelling.nearest(to: kind, among: Self.kinds)
            let hint = Spelling.hint(nearest)
            reader.error(
                "E0205", "`\(kind)` is no kind of file\(hint)", at: node.range,
                help: "one of: \(Self.kinds.joined(separator: ", "))",
                fix: Spelling.certain(kind, among: Self.kinds).flatMap { reader.replacement(of: node, with: $0) })
            return nil
        }
        return kind
    }

    private func readPipelines(
        _ documents: [Document], _ isComplete: Bool, _ diagnostics: inout [Diagnostic]
    ) -> [LocatedPipeline] {
        var pipelines: [LocatedPipeline] = []
        var firstPlaces: [String: Diagnostic.Note] = [:]
        let documents = documents.filter { $0.kind == "pipeline" }
        let readings = PipelineLinking.read(documents, areAll: isComplete, registry: registry)
        for (document, (definition, found)) in zip(documents, readings) {
            diagnostics += found
            guard let pipeline = LocatedPipeline(definition, file: document.file, root: document.root) else { continue }
            pipelines.append(pipeline)
            if let first = firstPlaces[pipeline.name] {
                diagnostics.append(
                    Diagnostic(
                        code: "E0212", message: "two pipelines are called `\(pipeline.name)`", file: document.file.path,
                        range: pipeline.nameRange, help: "give each pipeline its own name", notes: [first]))
            } else {
                firstPlaces[pipeline.name] = .init(
                    message: "the first one", file: document.file.path, range: pipeline.nameRange)
            }
        }
        return pipelines
    }

    /// What the pipelines are called; `nil` if one of them may be called anything.
    private func names(_ documents: [Document], _ isComplete: Bool) -> Set<String>? {
        let names = documents.filter { $0.kind == "pipeline" }.map { $0.root["name"]?.scalar?.text }
        return isComplete && !names.contains(nil) ? Set(names.compactMap(\.self)) : nil
    }

    private func readRouting(
        _ documents: [Document], isComplete: Bool, pushes: Set<String>, _ diagnostics: inout [Diagnostic]
    ) -> LocatedRouting {
        let names = names(documents, isComplete)?.union(pushes)
        var firstPlaces: [String: Diagnostic.Note] = [:]
        var firstWindows: [String: Diagnostic.Note] = [:]
        var all = LocatedRouting()
        for document in documents where document.kind == "routing" {
            var reader = RoutingReader(
                file: document.file, pipelines: names, firstPlaces: firstPlaces,
                firstWindows: firstWindows)
            let (routing, found) = reader.read(document.root)
            diagnostics += found
            all.topics += routing.topics
            all.topicNames.formUnion(routing.topicNames)
            all.subscriptions += routing.subscriptions
            all.isComplete = all.isComplete && routing.isComplete
            (firstPlaces, firstWindows) = (reader.firstPlaces, reader.firstWindows)
        }
        return all
    }

    private func readSchedules(_ documents: [Document], _ diagnostics: inout [Diagnostic]) -> [LocatedSchedule] {
        var firstPlaces: [String: Diagnostic.Note] = [:]
        var schedules: [LocatedSchedule] = []
        for document in documents where document.kind == "schedules" {
            var reader = ScheduleReader(file: document.file, firstPlaces: firstPlaces)
            let (read, found) = reader.read(document.root)
            diagnostics += found
            schedules += read
            firstPlaces = reader.firstPlaces
        }
        return schedules
    }
}
