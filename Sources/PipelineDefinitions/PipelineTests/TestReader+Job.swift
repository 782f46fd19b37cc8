import Expressions
package import JSONModel
import JSONSchemaValidation

extension TestReader {
    private static let jobKeys = ["id", "type", "creatorId", "attributes", "subscription", "delay"]

    mutating func readJob(_ node: YAMLNode?) -> TestJob {
        var job = TestJob()
        guard let node, let members = reader.members(of: node, "`job`", keys: Self.jobKeys) else { return job }
        if let id = reader.id(members["id"]?.value, "a job's id", allowsDash: true) { job.id = id }
        job.type = reader.text(members["type"]?.value, "type")
        job.creatorID = reader.text(members["creatorId"]?.value, "creatorId")
        job.subscription = reader.text(members["subscription"]?.value, "subscription")
        job.delay = reader.duration(members["delay"]?.value, "delay")
        if let attributes = members["attributes"]?.value {
            if attributes.entries == nil {
                reader.error("E0204", "`attributes` must be a map of names and values", at: attributes.range)
            }
            job.attributes = attributes.jsonValue.objectValue ?? [:]
        }
        return job
    }

    /// The input is checked like a submitted payload: a test of a job that would be refused must expect that.
    mutating func checkInput(_ node: YAMLNode?, of job: TestJob, at place: SourceRange) {
        guard let pipeline, let schema = inputSchema(of: pipeline, for: job),
            let violation = schema.validate(node?.jsonValue ?? [:]).first
        else { return }
        let range = node?.range(at: violation.instance) ?? place
        // What the tests of a file share is wrong once.
        guard !reader.diagnostics.contains(where: { $0.code == "E0804" && $0.range == range }) else { return }
        reader.error(
            "E0804", "the input does not fit `\(pipeline.name)`: \(violation.message)", at: range,
            help: "mend it, or expect the refusal: `refused: { code: invalid_payload }`")
    }

    /// One payload of a batch is an item of the input; `nil` if nobody knows.
    private func inputSchema(of pipeline: PipelineDefinition, for job: TestJob) -> JSONSchema? {
        let own = routing?.subscriptions.filter { $0.pipeline == pipeline.name } ?? []
        let taker = own.first { subscription in
            job.subscription.map { $0 == subscription.name }
                ?? (job.type == nil || subscription.takes(job.routingAttributes))
        }
        return taker?.batch == nil ? pipeline.input : pipeline.inputItem
    }

    /// Somebody must take the job for this pipeline.
    mutating func checkRoute(_ job: TestJob, _ node: YAMLNode?) {
        guard let routing, let pipeline, let node else { return }
        let own = routing.subscriptions.filter { $0.pipeline == pipeline.name }
        if let name = job.subscription, let range = node["subscription"]?.range {
            guard !own.contains(where: { $0.name == name }) else { return }
            let nearest = Spelling.nearest(to: name, among: own.map(\.name))
            return reader.error(
                "E0810", "no subscription `\(name)` runs `\(pipeline.name)`\(Spelling.hint(nearest))", at: range,
                help: own.isEmpty ? "no subscription runs it" : "there are: \(names(of: own))")
        }
        guard let type = job.type, let range = node["type"]?.range, !own.isEmpty else { return }
        guard !own.contains(where: { $0.takes(job.routingAttributes) }) else { return }
        reader.error(
            "E0810", "no subscription takes a job of type `\(type)` for `\(pipeline.name)`", at: range,
            help: "subscriptions that run it: \(names(of: own)); leave `type` out for the first one's own")
    }

    private func names(of subscriptions: [SubscriptionDefinition]) -> String {
        subscriptions.map(\.name).joined(separator: ", ")
    }
}

extension SubscriptionDefinition {
    /// Whether a message with these attributes gets a copy here. Three-valued: an error is no match.
    package func takes(_ attributes: [String: JSONValue]) -> Bool {
        guard match.allSatisfy({ attributes[$0.key] == $0.value }) else { return false }
        guard let when else { return true }
        guard case .bool(true)? = try? when.evaluate(["message": CELValue(.object(attributes))]) else { return false }
        return true
    }
}
