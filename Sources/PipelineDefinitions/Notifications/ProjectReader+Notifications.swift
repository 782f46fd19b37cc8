import JSONModel
import StepKit

extension ProjectReader {
    /// Adds the pipeline and the subscription that each channel of the files of `kind: notifications` stands for.
    /// - Parameter databases: the names of the settings; `nil` if those have mistakes.
    func readNotifications(
        _ documents: [Document], databases: Set<String>?, into project: inout LocatedProject,
        _ diagnostics: inout [Diagnostic]
    ) {
        var firstPlaces: [String: Diagnostic.Note] = [:]
        var found: [Diagnostic] = []
        for document in documents where document.kind == "notifications" {
            var reader = NotificationsReader(
                file: document.file, registry: registry, databases: databases, firstPlaces: firstPlaces)
            let (channels, isComplete, more) = reader.read(document.root)
            found += more
            if !isComplete { project.routing.isComplete = false }
            firstPlaces = reader.firstPlaces
            for channel in channels { found += add(channel, of: document.file, to: &project) }
        }
        // What is wrong with the recipients is so in each channel.
        var told: Set<Diagnostic> = []
        diagnostics += found.filter { told.insert($0).inserted }
    }

    private func add(
        _ channel: ChannelExpansion, of file: SourceFile, to project: inout LocatedProject
    ) -> [Diagnostic] {
        let (pipeline, found) = GeneratedPipeline(root: channel.pipeline, file: file).read(registry)
        if let other = project.pipelines.first(where: { $0.name == channel.pipelineName }) {
            return found + [clash(channel, with: other, in: file)]
        }
        var reader = RoutingReader(
            file: file, pipelines: [channel.pipelineName], firstPlaces: places(of: project.routing))
        let (routing, more) = reader.read(channel.routing)
        project.pipelines += [pipeline].compactMap(\.self)
        project.routing.topics += routing.topics
        project.routing.topicNames.formUnion(routing.topicNames)
        project.routing.subscriptions += routing.subscriptions
        return found + more + ProgressNoise(channel, routing.subscriptions.first).diagnostics
    }

    private func places(of routing: LocatedRouting) -> [String: Diagnostic.Note] {
        Dictionary(
            routing.subscriptions.map { ($0.name, $0.note("the first one")) }, uniquingKeysWith: { first, _ in first })
    }

    private func clash(
        _ channel: ChannelExpansion, with other: LocatedPipeline, in file: SourceFile
    ) -> Diagnostic {
        Diagnostic(
            code: "E0212", message: "two pipelines are called `\(other.name)`", file: file.path,
            range: channel.channel.keyRange, label: "the channel is a pipeline of that name",
            help: "give the channel or the other pipeline another name",
            notes: [.init(message: "the other one", file: other.file.path, range: other.nameRange)])
    }
}
