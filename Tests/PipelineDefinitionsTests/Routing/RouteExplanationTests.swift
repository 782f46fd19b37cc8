import Broker
import JSONModel
@testable import PipelineDefinitions
import Testing

@Suite("The explanation of a route")
struct RouteExplanationTests {
    private func explain(
        _ subscriptions: String, topic: String = "jobs", type: String = "report",
        _ attributes: [String: JSONValue] = [:], creator: String? = nil
    ) throws -> RouteExplanation {
        let reading = try ProjectFolder.read([
            "report.yaml":
                "kind: pipeline\nname: report\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n",
            "routing.yaml": "kind: routing\ntopics: { jobs: { subscriptions: \(subscriptions) } }\n",
        ])
        let project = try #require(reading.project)
        let submission = JobSubmission(
            id: "", jobType: type, creatorID: creator, payload: [:], attributes: attributes, target: .topic(topic))
        let explanation = RouteExplanation(submission, topic: topic, routing: project.routing)
        let takers = project.topology.subscriptions.filter {
            $0.topic == topic && $0.takes(submission.routingAttributes)
        }
        #expect(explanation.takers.map(\.subscription.name) == takers.map(\.name))
        return explanation
    }

    @Test("names who takes the message, as the broker would")
    func takers() throws {
        let explanation = try explain(
            "{ a: { match: { jobType: report }, pipeline: report }, b: { match: { jobType: x }, pipeline: report } }")
        #expect(explanation.takers.map(\.subscription.name) == ["a"] && explanation.nearest == nil)
        #expect(explanation.json["takers"] == ["a"] && explanation.json["nearest"] == .null)
    }

    @Test("tells which rule fails, and the value it met")
    func obstacles() throws {
        let filter = #"message.priority >= 5 && (message.size == "s" || has(message.big))"#
        let explanation = try explain(
            "{ a: { match: { jobType: report, site: x }, when: '\(filter)', pipeline: report } }", ["priority": 3])
        let obstacles = try #require(explanation.nearest).obstacles
        #expect(
            obstacles.map(\.clause) == [
                "match: site = \"x\"", "message.priority >= 5", "message.size == \"s\"", "has(message.big)",
            ])
        #expect(obstacles.map(\.reason) == ["site is missing", "priority is 3", "size is missing", "big is missing"])
    }

    @Test("says why a rule could not be judged")
    func errors() throws {
        let explanation = try explain("{ a: { when: message.n > 1, pipeline: report } }", ["n": "one"])
        #expect(explanation.nearest?.obstacles.first?.reason.hasPrefix("n is \"one\", ") == true)
        let nobody = try explain("{ a: { match: { creatorId: c }, pipeline: report } }")
        #expect(nobody.nearest?.obstacles == [.init(clause: "match: creatorId = \"c\"", reason: "creatorId is null")])
    }

    @Test("prefers the subscription that misses by the fewest rules")
    func nearest() throws {
        let explanation = try explain(
            "{ a: { match: { jobType: x, site: y }, pipeline: report }, b: { match: { site: y }, pipeline: report, overlap: intended } }"
        )
        #expect(explanation.nearest?.subscription.name == "b")
        #expect(try explain("{ a: { pipeline: report } }", topic: "none").nearest == nil)
        let types = try explain(
            "{ a: { match: { jobType: x }, pipeline: report }, b: { when: message.n > 1 && has(message.m), pipeline: report } }"
        )
        #expect(types.nearest?.subscription.name == "b")
    }
}
