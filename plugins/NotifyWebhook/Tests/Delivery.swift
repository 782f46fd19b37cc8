import Foundation
import OutboundCalls
import OutboundHTTP
import StepKit
import StepKitTesting
import TestSupport

@testable import NotifyWebhookStep

/// The step at a time of the test's choosing.
struct DatedWebhook: Step {
    @TaskLocal static var date = Date()
    @TaskLocal static var client = OutboundHTTPClient()
    @TaskLocal static var gate = DestinationGate()

    static let descriptor = NotifyWebhookStep.descriptor
    private let step: NotifyWebhookStep

    init(environment: StepEnvironment) throws {
        let caller = try OutboundCaller(environment: environment, client: Self.client, gate: Self.gate)
        step = NotifyWebhookStep(caller: caller) { [date = Self.date] in date }
    }

    func run(_ input: NotifyWebhookStep.Input, in context: StepContext) async throws -> NotifyWebhookStep.Output {
        try await step.run(input, in: context)
    }
}

let oneSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
let otherSecret = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()

/// One delivery, allowed to reach this machine and nothing else of ours.
func deliver(
    to url: String, _ more: JSONValue = [:], attempt: Int = 1, networks: [String] = ["127.0.0.1/32"]
) async throws -> StepOutcome {
    var input: [String: JSONValue] = [
        "url": .string(url), "secrets": [.string(oneSecret)], "event": ["type": "job.completed", "data": ["n": 1]],
    ]
    input.merge(more.objectValue ?? [:]) { $1 }
    let harness = try StepHarness(environment: StepEnvironment(allowedNetworks: networks), attempt: attempt)
    return await harness.run(DatedWebhook.self, with: .object(input))
}
