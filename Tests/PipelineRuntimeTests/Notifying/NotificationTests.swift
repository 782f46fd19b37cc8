import Broker
import JSONModel
import PipelineDefinitions
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Notifications at work")
struct NotificationTests {
    private static let files = [
        "pipelines/main.yaml":
            "kind: pipeline\nname: main\nsteps:\n  - { id: a, uses: test.act, with: { act: work } }\n",
        "pipelines/routing.yaml":
            "kind: routing\ntopics: { jobs: { subscriptions: { main: { match: { jobType: main }, pipeline: main } } } }\n",
        "pipelines/notifications.yaml": """
        kind: notifications
        channels:
          in_app: { uses: notify.app }
          email: { uses: notify.mail, when: 'event.status in ["completed", "failed"]' }
          webhook: { uses: notify.hook, when: 'event.status in ["completed", "failed"]' }

        """,
    ]

    private let contact: JSONValue = ["email": "ada@example.org", "name": "Ada"]

    private func harness(
        _ told: Journal<JSONValue>, mail: @escaping Act = { value, _ in value }
    ) async throws -> RuntimeHarness {
        let note: Act = { value, _ in
            told.note(value)
            return value
        }
        return try await RuntimeHarness(
            files: Self.files, steps: [FakeContacts.self, FakeApp.self, FakeMail.self, FakeHook.self],
            acts: [
                "app": note, "hook": note,
                "mail": { value, context in
                    let result = try await mail(value, context)
                    told.note(value)
                    return result
                },
            ])
    }

    /// Nothing is left to do now.
    private func settled(_ harness: RuntimeHarness) async throws {
        try await eventually("all is done") {
            try await harness.broker.counts().allSatisfy { $0.ready == 0 && $0.locked == 0 && $0.waiting == 0 }
        }
    }

    private func counts(_ harness: RuntimeHarness) async throws -> [String: SubscriptionCounts] {
        Dictionary(
            try await harness.broker.counts().map { ($0.subscription, $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("each channel is told what it asked for, once")
    func fanOut() async throws {
        let told = Journal<JSONValue>()
        let harness = try await harness(told)
        try await harness.save(contact, of: "ada")
        try await harness.whileRunning {
            _ = try await harness.submit(until: .completed)
            try await settled(harness)
        }
        let mails = told.entries.filter { $0["to"] != nil }
        #expect(mails.map { $0["to"] } == ["ada@example.org"])
        #expect(mails.map { $0["name"] } == ["Ada"])
        #expect(mails.map { $0["event"]?["type"] } == ["job.completed"])
        let app = told.entries.filter { $0["user"] == "ada" }.compactMap { $0["event"]?["type"]?.stringValue }
        #expect(Set(app).isSuperset(of: ["job.submitted", "job.started", "job.completed"]))
        #expect(app.allSatisfy { $0.hasPrefix("job.") })
        // Reactions are jobs too; that they ended is told to nobody.
        #expect(told.entries.allSatisfy { $0["event"]?["subject"] == "job-1" })
        #expect(try await counts(harness)["notify-in_app"]?.completed == app.count)
    }

    @Test("whoever has no address is skipped, and nothing fails")
    func skipped() async throws {
        let told = Journal<JSONValue>()
        let harness = try await harness(told)
        try await harness.whileRunning {
            _ = try await harness.submit(until: .completed)
            try await settled(harness)
        }
        #expect(told.entries.allSatisfy { $0["user"] == "ada" })
        let counts = try await counts(harness)
        #expect(counts["notify-email"]?.completed == 1)
        #expect(counts["notify-webhook"]?.completed == 1)
        #expect(counts.values.allSatisfy { $0.dead == 0 })
        let skipped = harness.broker.checkpoints.entries.filter { $0.step.status == .skipped }
        #expect(skipped.map(\.step.stepID) == ["notify", "notify"])
    }

    @Test("a channel that fails delays no other, and is tried again by itself")
    func independent() async throws {
        let told = Journal<JSONValue>()
        let harness = try await harness(told, mail: { _, _ in throw StepFailure(.networkError, "no server") })
        try await harness.save(contact, of: "ada")
        try await harness.whileRunning {
            _ = try await harness.submit(until: .completed)
            try await settled(harness)
        }
        let counts = try await counts(harness)
        #expect(counts["notify-email"]?.scheduled == 1)
        #expect(counts["notify-webhook"]?.completed == 1)
        #expect(told.entries.contains { $0["event"]?["type"] == "job.completed" })
        #expect(told.entries.allSatisfy { $0["to"] == nil })
    }
}

extension RuntimeHarness {
    fileprivate func save(_ contact: JSONValue, of creator: String) async throws {
        let record = RecordWrite(collection: "contacts", id: creator, value: contact)
        _ = try #require(await broker.saveRecords([record], at: time.now).first).get()
    }
}

private struct FakeContacts: Step {
    struct Input: Codable, Sendable {
        var creatorID: String?

        private enum CodingKeys: String, CodingKey { case creatorID = "creator_id" }
    }

    struct Output: Codable, Sendable {
        var email, name, webhookURL: String?
        var optedOut: [String]

        private enum CodingKeys: String, CodingKey {
            case email, name
            case webhookURL = "webhook_url"
            case optedOut = "opted_out"
        }
    }

    static let descriptor = StepDescriptor<Input, Output>(
        "contacts.find", "Finds a contact.", input: { Field("creator_id", \.creatorID, "Whose.") },
        output: {
            Field("email", \.email, "Where mail goes.")
            Field("name", \.name, "Who.")
            Field("webhook_url", \.webhookURL, "Where requests go.")
            Field("opted_out", \.optedOut, "Channels.")
        })

    init(environment: StepEnvironment) {}

    func run(_ input: Input, in context: StepContext) async throws -> Output {
        let record = try await context.record(collection: "contacts", id: input.creatorID ?? "")
        return Output(email: record?["email"]?.stringValue, name: record?["name"]?.stringValue, optedOut: [])
    }
}

/// A plugin that tells an act what it was given.
private protocol Teller: Step where Input == Notice, Output == Empty {
    static var act: String { get }
    init()
}

private struct Notice: Codable, Sendable {
    var to, name, url, user: String?
    var event: JSONValue?
}

extension Teller {
    init(environment: StepEnvironment) { self.init() }

    func run(_ input: Notice, in context: StepContext) async throws -> Empty {
        let value = try JSONValueEncoder().encode(input)
        _ = try await ScriptedStep.acts[Self.act]?(value, context)
        return Empty()
    }
}

private struct FakeApp: Teller {
    static let act = "app"
    static let descriptor = StepDescriptor<Notice, Empty>(
        "notify.app", "Tells clients.",
        input: {
            Field("user", \.user, "Whom.")
            Field("event", \.event, "What.")
        })
}

private struct FakeMail: Teller {
    static let act = "mail"
    static let descriptor = StepDescriptor<Notice, Empty>(
        "notify.mail", "Sends a mail.",
        input: {
            Field("to", \.to, "Whom.")
            Field("name", \.name, "Who.")
            Field("event", \.event, "What.")
        })
}

private struct FakeHook: Teller {
    static let act = "hook"
    static let descriptor = StepDescriptor<Notice, Empty>(
        "notify.hook", "Sends a request.",
        input: {
            Field("url", \.url, "Where.")
            Field("event", \.event, "What.")
        })
}
