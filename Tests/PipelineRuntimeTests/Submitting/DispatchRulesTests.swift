import Broker
import Expressions
import JSONModel
import PipelineDefinitions
import Testing

@testable import PipelineRuntime

@Suite("Who waits for his result")
struct DispatchRulesTests {
    private func rules(_ rules: [(String?, DispatchRule.Run)]) throws -> DispatchRules {
        let subscription = SubscriptionDefinition(
            name: "chat", pipeline: "chat",
            dispatch: try rules.map { DispatchRule(when: try $0.0.map { try Expression(parsing: $0) }, run: $0.1) })
        return DispatchRules(RoutingDefinition(subscriptions: [subscription]))
    }

    private func submission(_ payload: JSONValue) -> JobSubmission {
        JobSubmission(id: "job", jobType: "chat.suggest", creatorID: "ada", payload: payload)
    }

    @Test(
        "The first rule whose condition holds decides",
        arguments: [
            ("short", DispatchRule.Run.inline), ("a rather long message", .queued),
        ])
    func first(text: String, expected: DispatchRule.Run) throws {
        let rules = try rules([("size(input.text) < 10", .inline), (nil, .queued)])
        #expect(rules.run(submission(["text": .string(text)]), in: ["chat"]) == expected)
    }

    @Test("Attributes of the message count, and what cannot be evaluated does not hold")
    func message() throws {
        let rules = try rules([("input.missing > 3", .inline), ("message.creatorId == 'ada'", .inline)])
        #expect(rules.run(submission([:]), in: ["chat"]) == .inline)
        let broken = try self.rules([("input.missing > 3", .inline)])
        #expect(broken.run(submission([:]), in: ["chat"]) == .queued)
    }

    @Test("Without a rule, or in another subscription, nobody waits")
    func none() throws {
        #expect(try rules([]).run(submission([:]), in: ["chat"]) == .queued)
        #expect(try rules([(nil, .inline)]).run(submission([:]), in: ["other"]) == .queued)
    }
}
