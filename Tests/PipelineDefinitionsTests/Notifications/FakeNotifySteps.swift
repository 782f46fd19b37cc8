import StepKit

/// What channels use, without its work.
enum FakeNotifySteps {
    static let all: [any Step.Type] = [
        FakeContacts.self, FakeQuery.self, FakeEmail.self, FakeWebhook.self, FakeSignalR.self, FakePush.self,
    ]
}

private protocol FakeStep: Step where Input: Sendable, Output: Sendable {
    init()
}

extension FakeStep {
    init(environment: StepEnvironment) { self.init() }
    func run(_ input: Input, in context: StepContext) async throws -> Output { throw StepFailure(.notFound, "a fake") }
}

private struct FakeContacts: FakeStep {
    struct Input: Codable, Sendable { var creatorId: String? }

    struct Output: Codable, Sendable {
        var found: Bool
        var email, name, webhookUrl: String?
        var webhookSecrets, optedOut: [String]
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("contacts.find", "Finds a contact.", examples: []) {
            Field("creator_id", \.creatorId, "Whose.")
        } output: {
            Field("found", \.found, "Whether there is one.")
            Field("email", \.email, "Where mail goes.")
            Field("name", \.name, "Who.")
            Field("webhook_url", \.webhookUrl, "Where requests go.")
            Field("webhook_secrets", \.webhookSecrets, "Signing.").secret()
            Field("opted_out", \.optedOut, "Channels.")
        }
    }
}

private struct FakeQuery: FakeStep {
    struct Input: Codable, Sendable {
        var database, sql: String
        var parameters: [JSONValue]
    }

    struct Output: Codable, Sendable {
        var rows: [[String: JSONValue]]
        var count: Int
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("sql.query", "Asks a database.", examples: []) {
            Field("database", \.database, "Which.")
            Field("sql", \.sql, "What.")
            Field("parameters", \.parameters, "Values.").default([])
        } output: {
            Field("rows", \.rows, "In order.")
            Field("count", \.count, "How many.")
        }
    }
}

private struct FakeEmail: FakeStep {
    struct Input: Codable, Sendable {
        var to: String
        var name, template, templates: String?
        var event: JSONValue
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("notify.email", "Sends a mail.", examples: []) {
            Field("to", \.to, "Whom.")
            Field("name", \.name, "What they are called.")
            Field("template", \.template, "Which.")
            Field("templates", \.templates, "Where they are.")
            Field("event", \.event, "What happened.")
        }
    }
}

private struct FakeWebhook: FakeStep {
    struct Input: Codable, Sendable {
        var url: String
        var secrets: [String]
        var event: JSONValue
        var headers: [String: String]?
        var timeout: Duration
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("notify.webhook", "Sends a request.", examples: []) {
            Field("url", \.url, "Where.").format(.uri)
            Field("secrets", \.secrets, "Signing.").secret()
            Field("event", \.event, "What happened.")
            Field("headers", \.headers, "More.").secret()
            Field("timeout", \.timeout, "How long.").default(.seconds(15))
        }
    }
}

private struct FakeSignalR: FakeStep {
    struct Input: Codable, Sendable {
        var hub, target: String
        var user, group: String?
        var event: JSONValue?
        var arguments: [JSONValue]?
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("notify.signalr", "Tells clients.", examples: []) {
            Field("hub", \.hub, "Which.").default("jobs")
            Field("user", \.user, "Whom.")
            Field("group", \.group, "Whom.")
            Field("target", \.target, "What it calls.").default("jobUpdate")
            Field("event", \.event, "What happened.")
            Field("arguments", \.arguments, "With what.")
        }
    }
}

private struct FakePush: FakeStep {
    struct Input: Codable, Sendable {
        var url, method: String
        var body: JSONValue?
        var headers: [String: String]?
        var timeout: Duration
        var retried: Int?
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("http.push", "Pushes a message.", examples: []) {
            Field("url", \.url, "Where.").format(.uri)
            Field("method", \.method, "How.").oneOf("POST", "PUT").default("POST")
            Field("body", \.body, "What.")
            Field("headers", \.headers, "More.").secret()
            Field("timeout", \.timeout, "How long.").default(.seconds(30))
            Field("retried", \.retried, "How often before.")
        }
    }
}
