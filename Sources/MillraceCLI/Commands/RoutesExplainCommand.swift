import ArgumentParser
import JSONModel
import PipelineDefinitions
import StepKit

struct RoutesExplainCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tell who takes a message, and which rule keeps it from the others.",
        usage: "millrace routes explain [<options>]",
        discussion: """
            Example: millrace routes explain --type video.analysis
                     millrace routes explain --message '{"jobType": "a", "size": 3}'
                     millrace routes explain --topic events --type job.failed

            The message is a job as it is submitted; other keys beside it count as attributes. Exit code 1 if nobody \
            takes it.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("The message as JSON, or @FILE that holds it.", valueName: "json")) var message: String?
    @Option(help: ArgumentHelp("The job's type, or on `events` the event's.", valueName: "type")) var type: String?
    @Option(help: "Where it is published.") var topic = "jobs"
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let submission = try RouteMessage(topic: topic).submission(message: message, type: type)
        let project = try ProjectLoading.load(options.projectFolder, registry: registry)
        let explanation = RouteExplanation(submission, topic: topic, routing: project.routing)
        if json { Console.data(explanation.json) } else { print(explanation) }
        guard explanation.takers.isEmpty else { return }
        throw CommandFailure(.findings, "unroutable: \(Self.verdict(explanation))")
    }

    private func print(_ explanation: RouteExplanation) {
        Console.note("\(topic): \(JSONValue.object(explanation.attributes).text())")
        guard !explanation.routes.isEmpty else { return }
        let rows = explanation.routes.flatMap { route -> [[String]] in
            let name = route.subscription.name
            if route.isTaker { return [[name, "yes", "\(route.subscription.pipeline): \(route.limitsText)"]] }
            return route.obstacles.enumerated().map { index, obstacle in
                [index == 0 ? name : "", index == 0 ? "no" : "", "`\(obstacle.clause)`: \(obstacle.reason)"]
            }
        }
        for line in TextTable(head: ["SUBSCRIPTION", "TAKES IT", "PIPELINE, OR WHY NOT"], rows: rows).lines {
            Console.data(line)
        }
    }

    private static func verdict(_ explanation: RouteExplanation) -> String {
        guard let nearest = explanation.nearest else {
            let hint = Spelling.hint(Spelling.nearest(to: explanation.topic, among: explanation.topics))
            return "topic `\(explanation.topic)` has no subscription\(hint)"
        }
        let reasons = nearest.obstacles.map(\.reason).joined(separator: ", ")
        return "no subscription of `\(explanation.topic)` takes this message; the nearest is "
            + "`\(nearest.subscription.name)`, but \(reasons)"
    }
}

extension RouteExplanation.Route {
    fileprivate var limitsText: String {
        let waits = subscription.backoff.map(\.shortText).joined(separator: " ")
        let parts = [
            "concurrency \(subscription.concurrency)", "timeout \(subscription.timeout.shortText)",
            "lock \(subscription.lock.shortText)", subscription.timeToLive.map { "ttl \($0.shortText)" },
            "deliveries \(subscription.deliveries)", waits.isEmpty ? nil : "backoff \(waits)",
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
