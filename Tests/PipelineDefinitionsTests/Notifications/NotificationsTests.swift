import Broker
import Expressions
import Foundation
import JSONModel
import PipelineDefinitions
import Testing

@Suite("Notifications")
struct NotificationsTests {
    private let good = "kind: pipeline\nname: good\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"

    private func read(_ channels: String, recipients: String? = nil, settings: String? = nil) throws -> ProjectReading {
        let head = recipients.map { "recipients: \($0)\n" } ?? ""
        let text = "kind: notifications\n\(head)channels:\n  \(channels)\n"
        return try ProjectFolder.read(["notifications.yaml": text], settings: settings)
    }

    private func project(
        _ channels: String, recipients: String? = nil, settings: String? = nil
    ) throws -> Project {
        let reading = try read(channels, recipients: recipients, settings: settings)
        guard let project = reading.project else { throw Unreadable(diagnostics: reading.diagnostics) }
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics.map(\.message))")
        return project
    }

    private func pipeline(_ name: String, of project: Project) throws -> PipelineDefinition {
        try #require(project.pipeline(named: name))
    }

    private let mail = "email: { uses: notify.email, when: 'event.status in [\"completed\", \"failed\"]' }"

    // What a channel stands for.

    @Test("a channel is a subscription of `events` and a pipeline")
    func expansion() throws {
        let project = try project(mail)
        let pipeline = try pipeline("notify_email", of: project)
        #expect(pipeline.isGenerated)
        #expect(pipeline.steps.map(\.id) == ["recipient", "notify"])
        #expect(pipeline.steps.map(\.uses) == ["contacts.find", "notify.email"])
        let subscription = try #require(project.routing.subscriptions.first { $0.name == "notify-email" })
        #expect(subscription.topic == "events")
        #expect(subscription.pipeline == "notify_email")
    }

    @Test("a channel has the limits of notifications unless it says otherwise")
    func limits() throws {
        let subscription = try #require(try project(mail).routing.subscriptions.first)
        #expect(subscription.concurrency == 50)
        #expect(subscription.prefetch == 200)
        #expect(subscription.lock == .seconds(60))
        #expect(subscription.timeToLive == .seconds(86_400))
        #expect(subscription.deliveries == 10)
        #expect(subscription.timeout == .seconds(30))
        let other = try #require(
            try project(
                "in_app: { uses: notify.signalr, hub: jobs, concurrency: 3, prefetch: 0, lock: 10s, ttl: 1h, "
                    + "deliveries: 2, backoff: [1s], timeout: 5s, limits: [{ key: event.creatorId, rate: 1/s }] }"
            ).routing.subscriptions.first)
        #expect(other.concurrency == 3)
        #expect(other.prefetch == 0)
        #expect(other.backoff == [.seconds(1)])
        #expect(other.deliveries == 2)
        #expect(other.limits.first?.keyLimit.key(["creatorId": "ada"]) == "ada")
    }

    @Test("the text that jobs are pinned to can be read again")
    func pinned() throws {
        let pipeline = try pipeline("notify_email", of: try project(mail))
        let again = try PipelineDefinition(pinned: pipeline.text, name: pipeline.name)
        #expect(again.hash == pipeline.hash)
        #expect(again.steps.map(\.uses) == pipeline.steps.map(\.uses))
        #expect(again.steps.map { $0.when?.source } == pipeline.steps.map { $0.when?.source })
    }

    @Test("the text changes with what the channel does, not with its limits")
    func hash() throws {
        let first = try pipeline("notify_email", of: try project(mail)).hash
        let limited = "email: { uses: notify.email, match: { type: job.failed }, concurrency: 2 }"
        #expect(try pipeline("notify_email", of: try project(limited)).hash == first)
        let other = "email: { uses: notify.email, match: { type: job.failed }, template: other }"
        #expect(try pipeline("notify_email", of: try project(other)).hash != first)
    }

    @Test("channels count as what a broker has to know")
    func topology() throws {
        let topology = try project(mail).topology
        #expect(topology.subscriptions.map(\.name) == ["notify-email"])
        #expect(topology.definitions.map(\.name) == ["notify_email"])
        #expect(topology.topics.map(\.name) == ["events"])
    }

    // Filters.

    private func takes(_ subscription: SubscriptionDefinition, _ attributes: [String: JSONValue]) -> Bool {
        subscription.when?.isTrue(["message": CELValue(.object(attributes))]) ?? true
    }

    @Test("a filter may speak of the event or of the message", arguments: ["event", "message"])
    func filter(root: String) throws {
        let channel = "email: { uses: notify.email, when: '\(root).status == \"failed\"' }"
        let subscription = try #require(try project(channel).routing.subscriptions.first)
        #expect(takes(subscription, ["type": "job.failed", "status": "failed"]))
        #expect(!takes(subscription, ["type": "job.completed", "status": "completed"]))
        #expect(subscription.when?.source == "\(root).status == \"failed\"")
    }

    @Test("a channel without a filter is told of jobs, not of steps or other events")
    func defaultFilter() throws {
        let project = try project("in_app: { uses: notify.signalr, hub: jobs }")
        let subscription = try #require(project.routing.subscriptions.first)
        #expect(takes(subscription, ["type": "job.progress"]))
        #expect(!takes(subscription, ["type": "step.completed"]))
        #expect(!takes(subscription, ["type": "video.analysed"]))
    }

    @Test("a subscription of `events` may speak of the event too, one of `jobs` may not")
    func routing() throws {
        func codes(_ topic: String, _ when: String) throws -> [String] {
            let routing =
                "kind: routing\ntopics: { \(topic): { subscriptions: { a: { when: '\(when)', pipeline: good } } } }\n"
            return try ProjectFolder.read(["good.yaml": good, "routing.yaml": routing]).diagnostics.map(\.code)
        }
        #expect(try codes("events", "event.status == \"failed\"") == [])
        #expect(try codes("jobs", "event.status == \"failed\"") == ["E0402"])
    }

    // Recipients.

    private func bindings(_ recipient: JSONValue, creator: JSONValue = "ada") -> [String: CELValue] {
        [
            "steps": CELValue(["recipient": ["output": recipient, "status": "completed"]]),
            "job": CELValue(["creatorId": creator]),
            "message": CELValue([
                "jobId": "j", "jobType": "t", "type": "job.completed", "status": "completed",
            ]), "input": CELValue(["time": "now", "data": [:], "id": "1"]),
        ]
    }

    /// What the notify step would be given; `nil` where it is skipped.
    private func notification(
        _ pipeline: PipelineDefinition, _ recipient: JSONValue, creator: JSONValue = "ada"
    ) throws -> JSONValue? {
        let step = try #require(pipeline.steps.last)
        let bindings = bindings(recipient, creator: creator)
        if let when = step.when, try when.evaluate(bindings).boolValue == false { return nil }
        return try step.with.evaluate(bindings)
    }

    private func contact(_ more: JSONValue = [:]) -> JSONValue {
        let base: [String: JSONValue] = ["found": true, "webhook_secrets": [], "opted_out": []]
        return .object(base.merging(more.objectValue ?? [:]) { $1 })
    }

    @Test("a mail goes to the contact's address, or is skipped")
    func mails() throws {
        let pipeline = try pipeline("notify_email", of: try project(mail))
        let sent = try #require(try notification(pipeline, contact(["email": "a@b.c", "name": "Ada"])))
        #expect(sent["to"] == "a@b.c")
        #expect(sent["name"] == "Ada")
        #expect(sent["event"]?["id"] == "1")
        #expect(try notification(pipeline, contact()) == nil)
        #expect(try notification(pipeline, contact(["found": false])) == nil)
        #expect(try notification(pipeline, contact(["email": "a@b.c", "opted_out": ["email"]])) == nil)
        #expect(try notification(pipeline, contact(["email": "a@b.c", "opted_out": ["in_app"]])) != nil)
    }

    @Test("a webhook goes to the contact's address with its secrets")
    func webhooks() throws {
        let channel =
            "webhook: { uses: notify.webhook, when: 'event.type != \"job.progress\"', headers: { X-Event: a } }"
        let pipeline = try pipeline("notify_webhook", of: try project(channel))
        let sent = try #require(
            try notification(pipeline, contact(["webhook_url": "https://a.b", "webhook_secrets": ["s"]])))
        #expect(sent["url"] == "https://a.b")
        #expect(sent["secrets"] == ["s"])
        #expect(sent["headers"] == ["X-Event": "a"])
        #expect(try notification(pipeline, contact(["email": "a@b.c"])) == nil)
    }

    @Test("clients are told of their creator's jobs, with a contact or without")
    func inApp() throws {
        let pipeline = try pipeline("notify_in_app", of: try project("in_app: { uses: notify.signalr, hub: jobs }"))
        let sent = try #require(try notification(pipeline, contact(["found": false])))
        #expect(sent["user"] == "ada")
        #expect(sent["event"]?["id"] == "1")
        #expect(try notification(pipeline, contact(), creator: nil) == nil)
        #expect(try notification(pipeline, contact(["opted_out": ["in_app"]])) == nil)
    }

    @Test("an address that the file gives needs no recipient")
    func fixedAddress() throws {
        let channel =
            "operators: { uses: notify.email, to: ops@example.org, name: Operators, match: { type: job.failed } }"
        let pipeline = try pipeline("notify_operators", of: try project(channel))
        #expect(pipeline.steps.map(\.id) == ["notify"])
        #expect(pipeline.steps[0].when == nil)
    }

    @Test("fields may stand under `with`, where they cannot be taken for the channel's own")
    func with() throws {
        let channel =
            "webhook: { uses: notify.webhook, match: { type: job.failed }, timeout: 20s, with: { timeout: 5s } }"
        let project = try project(channel)
        #expect(project.routing.subscriptions.first?.timeout == .seconds(20))
        let sent = try notification(
            try pipeline("notify_webhook", of: project), contact(["webhook_url": "https://a.b"]))
        #expect(sent?["timeout"] == "5s")
    }

    // Queries.

    private let settings = "kind: settings\ndatabases: { app: { url: 'sqlite:data/app.db' } }\n"
    private let users = "{ sql: 'select email from users where id = $1', database: app }"

    @Test("a query gives the creator's id, then the parameters, by bind")
    func query() throws {
        let recipients =
            "{ sql: 'select email from users where id = $1 and kind = $2', database: app, "
            + "parameters: ['${{ message.jobType }}'] }"
        let pipeline = try pipeline(
            "notify_email", of: try project(mail, recipients: recipients, settings: settings))
        let given = try #require(pipeline.steps.first).with.evaluate(bindings([:]))
        #expect(given["parameters"] == ["ada", "t"])
        #expect(given["database"] == "app")
    }

    @Test(
        "the columns of the first row are the recipient's",
        arguments: [
            ([["email": "a@b.c", "name": "Ada"]], "a@b.c"), ([["email": "a@b.c"]], "a@b.c"),
            ([["email": "a@b.c"], ["email": "other"]], "a@b.c"), ([["email": nil]], nil), ([["email": ""]], nil),
            ([["mail": "a@b.c"]], nil), ([], nil), ([["email": "a@b.c", "opted_out": "in_app,email"]], nil),
            ([["email": "a@b.c", "opted_out": ["email"]]], nil), ([["email": "a@b.c", "opted_out": nil]], "a@b.c"),
            ([["email": "a@b.c", "opted_out": "emails"]], "a@b.c"),
        ] as [(JSONValue, JSONValue?)])
    func rows(rows: JSONValue, address: JSONValue?) throws {
        let project = try project(mail, recipients: users, settings: settings)
        let sent = try notification(try pipeline("notify_email", of: project), ["rows": rows])
        #expect(sent?["to"] == address)
    }

    @Test(
        "a webhook's secrets from a query may be one text",
        arguments: [("s", ["s"]), ("s,t", ["s", "t"]), (["s"], ["s"]), (nil, [])] as [(JSONValue, JSONValue)])
    func secrets(column: JSONValue, secrets: JSONValue) throws {
        let channel = "webhook: { uses: notify.webhook, match: { type: job.failed } }"
        let project = try project(channel, recipients: users, settings: settings)
        let row: JSONValue = ["webhook_url": "https://a.b", "webhook_secrets": column]
        let sent = try notification(try pipeline("notify_webhook", of: project), ["rows": [row]])
        #expect(sent?["secrets"] == secrets)
    }

    // Mistakes.

    @Test(
        "mistakes are told at the channel's own lines",
        arguments: [
            ("email: { uses: notify.emial }", ["E0301"]), ("email: {}", ["E0203"]), ("email: []", ["E0204"]),
            ("email: { uses: 3 }", ["E0204"]),
            ("Email: { uses: notify.email, when: 'event.type == \"a\"' }", ["E0211"]),
            ("email: { uses: notify.email, when: 'event.status == 3' }", ["E0407"]),
            ("email: { uses: notify.email, when: 'event.statsu == \"failed\"' }", ["E0406"]),
            ("email: { uses: notify.email, when: 'job.id == \"a\"' }", ["E0402"]),
            ("email: { uses: notify.email, when: 'event.status == \"falied\"' }", ["E0407"]),
            ("email: { uses: notify.email, when: 'event.type' }", ["E0410"]),
            ("email: { uses: notify.email, when: 'event.type == \"a\"', tempalte: a }", ["E0201"]),
            ("email: { uses: notify.email, when: 'event.type == \"a\"', concurency: 3 }", ["E0201"]),
            ("email: { uses: notify.email, when: 'event.type == \"a\"', concurrency: 0 }", ["E0306"]),
            ("email: { uses: notify.email, when: 'event.type == \"a\"', template: 3 }", ["E0305"]),
            (
                "email: { uses: notify.email, when: 'event.type == \"a\"', template: '${{ steps.recipient.output.emial }}' }",
                ["E0406"]
            ),
            ("email: { uses: notify.email, when: 'event.type == \"a\"', with: 3 }", ["E0204"]),
            ("email: { uses: notify.email }", ["W1308"]),
            ("email: { uses: notify.email, match: { status: completed } }", []),
            ("email: { uses: notify.email, match: { status: processing } }", ["W1308"]),
            ("in_app: { uses: notify.signalr, hub: jobs, ttl: 5s, backoff: [10s] }", ["W0511"]),
        ])
    func mistakes(channel: String, codes: [String]) throws {
        let reading = try read(channel)
        #expect(reading.diagnostics.map(\.code) == codes, "\(reading.diagnostics.map(\.message))")
        #expect(
            reading.diagnostics.allSatisfy { $0.file == "pipelines/notifications.yaml" && $0.range.start.line == 3 })
    }

    @Test(
        "mistakes of the recipients are told once, however many channels there are",
        arguments: [
            ("{ from: contcats }", ["E0205"]), ("{}", ["E0203"]), ("[]", ["E0204"]), ("{ form: contacts }", ["E0201"]),
            ("{ from: contacts, database: app }", ["E0202"]), ("{ sql: 'select $1' }", ["E0203"]),
            ("{ sql: 'select $1', database: ap }", ["E1303"]),
            ("{ sql: 'select $1', database: app, from: contacts }", ["E1307"]),
            ("{ sql: 'select ${{ message.creatorId }}', database: app }", ["E1304"]),
            ("{ sql: 'select $1, $2', database: app }", ["E1305"]), ("{ sql: 'select 1', database: app }", ["W1309"]),
            ("{ sql: 'select $1', database: app, parameters: [1] }", ["W1309"]),
            ("{ sql: 'select $1, $2', database: app, parameters: ['${{ massage.type }}'] }", ["E0402"]),
            ("{ sql: 'select $1', database: app, parameters: 3 }", ["E0204"]),
            ("{ sql: 'select ?', database: app }", []),
            ("{ sql: 'select ''$2'' -- $3', database: store }", ["W1309"]),
        ])
    func recipients(recipients: String, codes: [String]) throws {
        let channels = mail + "\n  other: { uses: notify.email, match: { type: job.failed } }"
        let reading = try read(channels, recipients: recipients, settings: settings)
        #expect(reading.diagnostics.map(\.code) == codes, "\(reading.diagnostics.map(\.message))")
        #expect(reading.diagnostics.allSatisfy { $0.range.start.line == 2 })
    }

    @Test("a misspelt field of a plugin is mended by the file's own text")
    func fix() throws {
        let reading = try read("email: { uses: notify.email, match: { type: job.failed }, tempalte: a }")
        #expect(reading.diagnostics.first?.fix?.edits.map(\.text) == ["template"])
    }

    @Test("two channels of one name, in one file or two, are told")
    func names() throws {
        let file = "kind: notifications\nchannels:\n  \(mail)\n"
        let reading = try ProjectFolder.read(["a.yaml": file, "b.yaml": file])
        #expect(reading.diagnostics.map(\.code) == ["E0212"])
        #expect(reading.diagnostics.first?.file == "pipelines/b.yaml")
    }

    @Test("a pipeline or a subscription of the same name is told")
    func clash() throws {
        let own = good.replacing("name: good", with: "name: notify_email")
        let routing = "kind: routing\ntopics: { events: { subscriptions: { notify-email: { pipeline: good } } } }\n"
        let file = "kind: notifications\nchannels:\n  \(mail)\n"
        let pipelines = try ProjectFolder.read(["own.yaml": own, "notifications.yaml": file])
        #expect(pipelines.diagnostics.map(\.code) == ["E0212"])
        let subscriptions = try ProjectFolder.read(
            ["good.yaml": good, "notifications.yaml": file, "routing.yaml": routing])
        #expect(subscriptions.diagnostics.map(\.code) == ["E0212"])
        #expect(subscriptions.diagnostics.first?.file == "pipelines/notifications.yaml")
    }

    @Test("no file has to have channels", arguments: ["channels: {}", "channels:", "channels: []", "recipients: {}"])
    func none(text: String) throws {
        let reading = try ProjectFolder.read(["n.yaml": "kind: notifications\n\(text)\n"])
        let codes = ["channels: {}": [], "recipients: {}": ["E0203", "E0203"]][text] ?? ["E0204"]
        #expect(reading.diagnostics.map(\.code) == codes)
    }
}
