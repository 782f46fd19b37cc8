import Foundation
import OutboundCalls
import OutboundHTTP
public import StepKit

/// Calls a method of whoever is connected to a SignalR hub: the server's own, or one of Azure SignalR Service.
public struct NotifySignalRStep: Step {
    public struct Input: Codable, Sendable {
        var hub: String
        var user: String?
        var group: String?
        var target: String
        var event: JSONValue?
        var arguments: [JSONValue]?
    }

    public struct Output: Codable, Sendable {
        var status: Int
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "notify.signalr", "Tells a user's browsers and apps, as far as they are connected to a SignalR hub.",
        input: {
            Field("hub", \.hub, "A letter, then letters, digits and underscores.").default("jobs")
            Field("user", \.user, "Whose connections: a creator's id.").example("creator_1")
            Field("group", \.group, "Instead of a user: the connections in a group, such as `job-` and a job's id.")
            Field("target", \.target, "The method called at the clients.").default("jobUpdate")
            Field("event", \.event, "A CloudEvent about a job, told as one argument of type jobUpdate.")
            Field("arguments", \.arguments, "Instead of an event: the arguments as they are.")
        },
        output: {
            Field("status", \.status, "202: taken. It does not say that anybody was there.")
        },
        failures: SignalRFailure.meanings,
        examples: [
            [
                "user": "creator_1",
                "event": [
                    "id": "7", "type": "job.completed", "subject": "job_1", "time": "2026-01-01T00:00:00.000Z",
                    "data": ["status": "completed", "jobType": "video.analysis", "progress": 100],
                ],
            ],
            ["hub": "jobs", "group": "job-job_1", "target": "jobUpdate", "arguments": [["note": "halfway"]]],
        ])

    /// What the service takes, as at Azure.
    private static let maxBodyBytes = 1 << 20
    /// One server for all: many calls at once are no sign of trouble.
    private static var gate: DestinationGate {
        var limits = DestinationGate.Limits()
        (limits.atOnce, limits.waiting) = (64, 512)
        return DestinationGate(limits: limits)
    }

    private let caller: OutboundCaller
    private let service: SignalRService?
    private let networks: [String]
    private let now: @Sendable () -> Date

    public init(environment: StepEnvironment) throws {
        try self.init(environment: environment, now: { Date() })
    }

    init(environment: StepEnvironment, now: @escaping @Sendable () -> Date) throws {
        caller = try OutboundCaller(environment: environment, gate: Self.gate)
        service = try environment.variables["MILLRACE_SIGNALR_CONNECTION"].flatMap { $0.isEmpty ? nil : $0 }
            .map(SignalRService.init)
        networks = environment.allowedNetworks
        self.now = now
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        guard let service else {
            throw StepFailure(.signalRNotConfigured, "MILLRACE_SIGNALR_CONNECTION is not set")
        }
        let body = Array(try Self.message(input).text().utf8)
        guard body.count <= Self.maxBodyBytes else {
            throw StepFailure(.payloadTooLarge, "the message has more than \(Self.maxBodyBytes) bytes")
        }
        let address = service.endpoint + (try Recipient(input).path)
        var request = OutboundRequest(
            "POST", address + "?api-version=2022-06-01",
            headers: [
                "Content-Type": "application/json", "Authorization": "Bearer \(service.token(for: address, at: now()))",
            ], body: body)
        request.addressPolicy = try service.addressPolicy(allowing: networks)
        let answer = try await caller.send(request, timeout: .seconds(15), keeping: 1024, in: context)
        guard answer.head.isSuccess else { throw SignalRFailure.forStatus(answer.head) }
        return Output(status: answer.status)
    }

    private static func message(_ input: Input) throws(StepFailure) -> JSONValue {
        guard !input.target.isEmpty else { throw StepFailure(.invalidPayload, "`target` is empty") }
        let arguments: [JSONValue]
        switch (input.event, input.arguments) {
        case (let event?, nil): arguments = [try JobUpdate(event).value]
        case (nil, let given?): arguments = given
        default: throw StepFailure(.invalidPayload, "either an `event` or `arguments` is told, not both")
        }
        return ["target": .string(input.target), "arguments": .array(arguments)]
    }
}
