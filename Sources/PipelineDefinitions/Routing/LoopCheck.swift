import Expressions

/// Whether pipelines start each other without end: a step that always runs publishes what starts its own pipeline.
struct LoopCheck: ProjectCheck {
    private struct Hop {
        let publication: Publication
        /// The pipeline that publishes, itself or through one that it uses.
        let publisher: String
        let subscription: LocatedSubscription
        /// The pipeline that is started.
        let target: String
    }

    func run(_ project: LocatedProject) -> [Diagnostic] {
        let hops = Dictionary(grouping: hops(of: project), by: \.publisher)
        var told: Set<String> = []
        var found: [Diagnostic] = []
        for pipeline in project.pipelines where !told.contains(pipeline.name) {
            guard let loop = shortestLoop(from: pipeline.name, hops) else { continue }
            told.formUnion(loop.flatMap { [$0.publisher, $0.publication.pipeline.name] })
            found.append(diagnostic(loop))
        }
        return found
    }

    /// Only those that come for certain: the step has no condition, and all its messages are taken.
    private func hops(of project: LocatedProject) -> [Hop] {
        let takers = Dictionary(grouping: project.routing.subscriptions, by: \.topic)
        let users = PipelineUsers(project)
        return Publication.all(of: project).filter { !$0.isConditional }.flatMap { publication in
            (takers[publication.topic] ?? []).flatMap { subscription -> [Hop] in
                guard let filter = subscription.filter?.filter, let target = subscription.pipeline,
                    publication.messages.implies(filter) == true
                else { return [] }
                return users.all(of: publication.pipeline.name).map { publisher in
                    Hop(publication: publication, publisher: publisher, subscription: subscription, target: target)
                }
            }
        }
    }

    private func shortestLoop(from start: String, _ hops: [String: [Hop]]) -> [Hop]? {
        // By pipeline: the hop that reached it first.
        var arrivals: [String: Hop] = [:]
        var pipelines = [start]
        while !pipelines.isEmpty, arrivals[start] == nil {
            var next: [String] = []
            for hop in pipelines.flatMap({ hops[$0] ?? [] }) where arrivals[hop.target] == nil {
                arrivals[hop.target] = hop
                next.append(hop.target)
            }
            pipelines = next
        }
        guard let last = arrivals[start] else { return nil }
        var loop = [last]
        while let first = loop.last?.publisher, first != start, let hop = arrivals[first] {
            loop.append(hop)
        }
        return loop.reversed()
    }

    private func diagnostic(_ loop: [Hop]) -> Diagnostic {
        let first = loop[0].publication
        let names = (loop.map(\.publisher) + [loop[0].publisher]).map { "`\($0)`" }
        let notes = loop.enumerated().flatMap { index, hop in
            let publication = Diagnostic.Note(
                message: "publishes `\(hop.publication.type)`", file: hop.publication.pipeline.file.path,
                range: hop.publication.typeNode.range)
            let taker = hop.subscription.note("takes it and starts `\(hop.target)`")
            return index == 0 ? [taker] : [publication, taker]
        }
        return Diagnostic(
            .warning, code: "W0501",
            message: loop.count == 1
                ? "pipeline \(names[0]) starts itself again, without end"
                : "pipelines start each other without end: \(names.joined(separator: " → "))",
            file: first.pipeline.file.path, range: first.typeNode.range, label: "published each time",
            help: "give the step a `when`; after 8 hops the chain ends as a dead letter", notes: notes)
    }
}
