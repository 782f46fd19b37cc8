import OutboundCalls
import OutboundHTTP
import StepKit
import TestSupport

/// The smallest step that calls out: it keeps ten bytes.
struct CallingStep: Step {
    struct Input: Codable, Sendable {
        var url: String
        var plainHTTP: Bool?
    }
    struct Output: Codable, Sendable {
        var status: Int
        var body: String
        var rest: String
    }

    /// Shared by the runs of one test, as runs in one process share a plugin.
    @TaskLocal static var gate = DestinationGate()
    @TaskLocal static var client = OutboundHTTPClient()

    static let descriptor = StepDescriptor<Input, Output>(
        "test.call", "Calls.",
        input: {
            Field("url", \.url, "Where to.")
            Field("plainHTTP", \.plainHTTP, "Whether http may leave.")
        },
        output: {
            Field("status", \.status, "The status.")
            Field("body", \.body, "The beginning.")
            Field("rest", \.rest, "What became of the rest.")
        })

    private let caller: OutboundCaller

    init(environment: StepEnvironment) throws {
        caller = try OutboundCaller(environment: environment, client: Self.client, gate: Self.gate)
    }

    func run(_ input: Input, in context: StepContext) async throws -> Output {
        var request = OutboundRequest("GET", input.url)
        request.addressPolicy = caller.addressPolicy(for: input.url, plainHTTP: input.plainHTTP ?? false)
        let answer = try await caller.send(request, timeout: .seconds(20), keeping: 10, in: context)
        let rest =
            switch answer.rest {
            case .none: "none"
            case .cut: "cut"
            case .broken(let error): error.code.rawValue
            }
        return Output(status: answer.status, body: answer.excerpt(), rest: rest)
    }
}
