import Broker
import Expressions
import JSONModel

/// Whether what steps publish goes to a topic that there is, and somebody there takes it.
struct PublicationCheck: ProjectCheck {
    func run(_ project: LocatedProject) -> [Diagnostic] {
        guard project.isComplete, project.routing.isComplete, !project.routing.topicNames.isEmpty else { return [] }
        let takers = Dictionary(grouping: project.routing.subscriptions, by: \.topic)
        return Publication.all(of: project).filter { $0.topic != Topic.events }.compactMap { publication in
            guard project.routing.topicNames.contains(publication.topic) || publication.topicNode == nil else {
                return unknownTopic(publication, project.routing.topicNames)
            }
            return untaken(publication, by: takers[publication.topic] ?? [], project)
        }
    }

    private func unknownTopic(_ publication: Publication, _ names: Set<String>) -> Diagnostic? {
        guard let node = publication.topicNode else { return nil }
        let names = names.subtracting([Topic.events]).sorted()
        let nearest = Spelling.nearest(to: publication.topic, among: names)
        let reader = NodeReader(file: publication.pipeline.file)
        return Diagnostic(
            code: "E0601", message: "no topic is called `\(publication.topic)`\(Spelling.hint(nearest))",
            file: reader.file.path, range: node.range,
            help: nearest.map { "write `\($0)`" } ?? "topics: \(names.joined(separator: ", "))",
            fix: Spelling.certain(publication.topic, among: names).flatMap { reader.replacement(of: node, with: $0) })
    }

    private func untaken(
        _ publication: Publication, by takers: [LocatedSubscription], _ project: LocatedProject
    ) -> Diagnostic? {
        guard case .example(let message) = publication.messages.satisfiability,
            takers.allSatisfy({ $0.filter?.filter.overlap(with: publication.messages) == .never })
        else { return nil }
        let types = Set(takers.compactMap(\.jobType))
        let nearest = types.contains(publication.type) ? nil : Spelling.nearest(to: publication.type, among: types)
        let reader = NodeReader(file: publication.pipeline.file)
        let meant = takers.first { nearest != nil && $0.jobType == nearest }
        return Diagnostic(
            .warning, code: "W0604",
            message: "no subscription of `\(publication.topic)` takes \(TopicAttributes.text(message))"
                + Spelling.hint(nearest),
            file: reader.file.path, range: publication.typeNode.range, label: "the step fails whenever it runs",
            help: nearest.map { "write `\($0)`" } ?? "see: millrace routes explain --topic \(publication.topic) "
                + "--message '\(TopicAttributes.text(message))'",
            notes: meant.map { [$0.note("takes `\(nearest ?? "")`", at: "match")] } ?? [],
            fix: (nearest == nil ? nil : Spelling.certain(publication.type, among: types)).flatMap {
                reader.replacement(of: publication.typeNode, with: $0)
            })
    }
}
