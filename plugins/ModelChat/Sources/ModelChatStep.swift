import ModelCatalogue
import OutboundHTTP
public import StepKit

/// Asks a language model, with images if wanted, and returns text or a value that fits a schema.
public struct ModelChatStep: Step {
    public struct Input: Codable, Sendable {
        var model: String?
        var task: String?
        var system: String?
        var prompt: String?
        var images: [Artifact]
        var answerSchema: JSONValue?
        var temperature: Double?
        var maxTokens: Int?
        var isStreamed: Bool

        private enum CodingKeys: String, CodingKey {
            case model, task, system, prompt, images, temperature
            case answerSchema = "answer_schema"
            case maxTokens = "max_tokens"
            case isStreamed = "stream"
        }
    }

    public struct Output: Codable, Sendable {
        var value: JSONValue
        var text: String
        var model: String
        var usage: TokenUsage
        var repaired: Bool
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "model.chat", "Asks a model and returns its answer, checked against a schema if one is given.",
        input: {
            Field("model", \.model, "A model, a role or `auto` of the project's catalogue; `auto` when left out.")
                .example("vision")
            Field("task", \.task, "What kind of work it is, for the rules of `auto`.").example("reasoning")
            Field("system", \.system, "What the model is to do; the author's words only, never what came with a job.")
            Field("prompt", \.prompt, "What it is asked; may hold text that came with a job.")
                .example("What is to be seen?")
            Field("images", \.images, "JPEG, PNG, WebP or GIF files to look at, in this order.").default([])
            Field("answer_schema", \.answerSchema, "A JSON Schema; the answer is then JSON that fits it.")
                .format(.jsonSchema).example(["type": "object"])
            Field("temperature", \.temperature, "How freely it answers; the model's own choice when left out.")
                .range(0...2)
            Field("max_tokens", \.maxTokens, "The most tokens of the answer; the model's own limit when left out.")
                .range(1...)
            Field("stream", \.isStreamed, "Whether the answer is read while it is written, with progress.")
                .default(true)
        },
        output: {
            Field("value", \.value, "The answer as JSON if there is an answer_schema, else its text.")
            Field("text", \.text, "The answer as it came.")
            Field("model", \.model, "The model that says it answered.")
            Field("usage", \.usage, "Tokens used by this try, a repair included; 0 where the server does not tell.")
            Field("repaired", \.repaired, "Whether the first answer did not fit and the second did.")
        },
        failures: ModelFailure.meanings,
        examples: [
            ["prompt": "Name three colours."],
            [
                "model": "vision", "system": "You describe images.", "prompt": "What is to be seen?",
                "answer_schema": [
                    "type": "object", "required": ["words"],
                    "properties": ["words": ["type": "array", "items": ["type": "string"]]],
                ],
                "temperature": 0.2, "max_tokens": 500,
            ],
        ])

    private let client = OutboundHTTPClient(addressPolicy: .unrestricted)
    private let gates = ModelGates()
    private let settings: ModelSettings

    /// - Throws: `ModelCatalogueError` for a catalogue that cannot be read.
    public init(environment: StepEnvironment) throws {
        settings = try ModelSettings(environment)
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        guard input.prompt?.isEmpty == false || !input.images.isEmpty else {
            throw StepFailure(.invalidPayload, "there is neither a prompt nor an image")
        }
        let targets = try settings.targets(
            for: input.model, input.request(of: context.job), needing: input.images.isEmpty ? [] : [.vision])
        let check = try input.answerSchema.map { try AnswerCheck(schema: $0) }
        let images = try ImageAttachment.dataURLs(of: input.images)
        let sessions = targets.map { target in
            ChatSession(
                client: client, gates: gates, target: target, conversation: input.conversation(with: target, images))
        }
        return try await firstAnswer(sessions, check, context)
    }

    /// Asks one model after the other until one answers. Where none does, the failure is that of the first.
    private func firstAnswer(
        _ sessions: [ChatSession], _ check: AnswerCheck?, _ context: StepContext
    ) async throws -> Output {
        var firstFailure: StepFailure?
        for (index, session) in sessions.enumerated() {
            var session = session
            session.hasFallback = index + 1 < sessions.count
            do {
                return try await answer(&session, check, context)
            } catch let failure as StepFailure {
                guard failure.code != "budget_exceeded" else { throw failure }
                let reported = firstFailure ?? failure
                guard session.hasFallback, [.rateLimit, .networkError].contains(failure.code) else { throw reported }
                context.progress(0, "\(session.target.name) does not answer: asking another model")
                firstFailure = reported
            }
        }
        throw firstFailure ?? StepFailure(.modelNotConfigured, "there is no model to ask")
    }

    private func answer(
        _ session: inout ChatSession, _ check: AnswerCheck?, _ context: StepContext
    ) async throws -> Output {
        let first = try await session.ask(in: context)
        guard let check else { return output(of: first, .string(first.text), session, repaired: false) }
        switch check.judge(first.text) {
        case .fits(let value): return output(of: first, value, session, repaired: false)
        case .fails(let findings):
            session.conversation.addRepair(answer: first.text, findings: findings)
            let second = try await session.ask(in: context)
            guard case .fits(let value) = check.judge(second.text) else {
                throw StepFailure(
                    .invalidAnswer, "the model's answer does not fit answer_schema, even after it was told why",
                    details: ["findings": .int(Int64(findings.count))])
            }
            return output(of: second, value, session, repaired: true)
        }
    }

    private func output(
        of reply: ChatReply, _ value: JSONValue, _ session: ChatSession, repaired: Bool
    ) -> Output {
        Output(
            value: value, text: reply.text, model: reply.model ?? session.target.model, usage: session.usage,
            repaired: repaired)
    }
}

extension ModelChatStep.Input {
    fileprivate func request(of job: JobReference) -> ModelRequest {
        let bytes = (system?.utf8.count ?? 0) + (prompt?.utf8.count ?? 0)
        return ModelRequest(
            task: task ?? "", tokens: Int64(bytes / 4), images: Int64(images.count), creatorID: job.creatorID ?? "",
            jobType: job.jobType)
    }

    fileprivate func conversation(with target: ModelTarget, _ images: [String]) -> ChatConversation {
        var conversation = ChatConversation(model: target.model, system: system, prompt: prompt, images: images)
        conversation.answerSchema = answerSchema
        conversation.temperature = temperature
        conversation.maxTokens = maxTokens
        conversation.isStreamed = isStreamed
        return conversation
    }
}
