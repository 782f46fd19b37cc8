import Expressions
import JSONModel

extension TestReader {
    mutating func readAssertions(_ node: YAMLNode?) -> [TestAssertion] {
        guard let node else { return [] }
        let types = pipeline.map { Self.types(of: $0) }
        return (node.items ?? [node]).compactMap { item in
            guard let expression = reader.expression(item, "that") else { return nil }
            if let types { check(expression, types, in: item) }
            return TestAssertion(range: item.range, expression: expression)
        }
    }

    private mutating func check(_ expression: Expression, _ types: [String: StaticType], in node: YAMLNode) {
        let checked = expression.check(types)
        for problem in checked.problems {
            reader.error("E0806", problem.message, at: reader.range(problem.range, in: node), help: problem.help)
        }
        guard checked.problems.isEmpty, checked.type != .bool, checked.type != .any else { return }
        reader.error(
            "E0806", "an assertion must be true or false", at: node.range, help: "compare it with something")
    }

    /// What an assertion sees.
    private static func types(of pipeline: PipelineDefinition) -> [String: StaticType] {
        let step = object(
            "a step", ["status": .string, "attempts": .int, "with": .any, "output": .any, "error": .any])
        let steps = Dictionary(
            pipeline.allSteps.map { ($0.id, ObjectShape.Member(step)) }, uniquingKeysWith: { first, _ in first })
        // Items and the steps of other pipelines have ids of their own: `steps["sub.save"]`.
        let hasMore = pipeline.allSteps.contains { $0.forEach != nil || $0.pipeline != nil }
        let job = object(
            "`job`",
            [
                "id": .string, "type": .string, "creatorId": .any, "status": .string, "deliveries": .int,
                "error": .any, "seconds": .double,
            ])
        let event = object("an event", ["type": .string, "data": .any])
        let message = object(
            "a published message",
            ["type": .string, "payload": .any, "topic": .string, "creatorId": .any, "delay": .string])
        return [
            "result": .any, "job": job, "steps": .object(ObjectShape(name: "`steps`", members: steps, isOpen: hasMore)),
            "events": .list(event, atMost: nil), "published": .list(message, atMost: nil),
        ]
    }

    private static func object(_ name: String, _ members: [String: StaticType]) -> StaticType {
        .object(ObjectShape(name: name, members: members.mapValues { ObjectShape.Member($0) }))
    }
}
