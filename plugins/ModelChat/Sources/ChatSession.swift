import OutboundHTTP
import StepKit

/// Sends a conversation as often as it takes and adds up what it costs.
struct ChatSession {
    private static let maxReplyBytes = 16 << 20
    private static let maxErrorBytes = 64 << 10

    let client: OutboundHTTPClient
    let target: ModelTarget
    var conversation: ChatConversation
    private(set) var usage = TokenUsage()

    init(client: OutboundHTTPClient, target: ModelTarget, conversation: ChatConversation) {
        self.client = client
        self.target = target
        self.conversation = conversation
    }

    private enum Answer {
        case reply
        case refused(ResponseHead, ServerError)
    }

    /// One answer, asked for again without an option that the server refuses by name.
    mutating func ask(in context: StepContext) async throws -> ChatReply {
        for _ in 0...ChatConversation.Option.allCases.count {
            var reply = ChatReply()
            switch try await send(&reply, in: context) {
            case .reply: return reply
            case .refused(let head, let error):
                guard [400, 422].contains(head.status), conversation.withhold(error.mentions) else {
                    throw ModelFailure.forStatus(head, error)
                }
            }
        }
        throw ModelFailure.notUnderstood
    }

    private mutating func send(_ reply: inout ChatReply, in context: StepContext) async throws -> Answer {
        let request = try makeRequest(in: context)
        do {
            // However it ends: what the server has counted has been spent.
            defer { record(reply, in: context) }
            return try await client.withResponse(to: request) { head, body in
                guard head.isSuccess else {
                    return .refused(head, ServerError(body: try await Self.start(of: body)))
                }
                let type = head.headers["content-type"]?.lowercased() ?? ""
                if type.hasPrefix("text/event-stream") {
                    try await Self.read(body, into: &reply, conversation.maxTokens, context)
                } else {
                    reply = try ChatReply(completion: try await body.collect(upTo: Self.maxReplyBytes))
                }
                try reply.checkEnd()
                return .reply
            }
        } catch let error as OutboundHTTPError {
            guard let failure = ModelFailure.forTransport(error) else {
                try context.abort.throwIfAborted()
                throw CancellationError()
            }
            throw failure
        }
    }

    private func makeRequest(in context: StepContext) throws -> OutboundRequest {
        try context.abort.throwIfAborted()
        guard context.timeRemaining > .zero else { throw StepFailure(.timeout, "there is no time left") }
        var request = OutboundRequest(
            "POST", target.url, headers: target.headers, body: Array(conversation.body.text().utf8))
        request.headers["Accept"] = conversation.isStreamed ? "text/event-stream" : "application/json"
        request.limits.totalTimeout = context.timeRemaining
        return request
    }

    private static func read(
        _ body: ResponseBody, into reply: inout ChatReply, _ maxTokens: Int?, _ context: StepContext
    ) async throws {
        var parser = EventStreamParser()
        for try await chunk in body {
            for event in parser.feed(chunk) { try reply.take(event: event) }
            guard !parser.isOverlong else { throw ModelFailure.notUnderstood }
            context.report(characters: reply.text.utf8.count, maxTokens: maxTokens)
            // Some servers leave the connection open after their last word.
            if reply.isDone { return }
        }
        if let event = parser.finish() { try reply.take(event: event) }
    }

    /// An error's body, or nothing if it is too long to be one.
    private static func start(of body: ResponseBody) async throws -> [UInt8] {
        do {
            return try await body.collect(upTo: maxErrorBytes)
        } catch let error as OutboundHTTPError where error.code == .tooLarge {
            return []
        }
    }

    private mutating func record(_ reply: ChatReply, in context: StepContext) {
        guard let counted = reply.usage else { return }
        usage = usage + counted
        context.record(
            Cost(
                kind: "model", name: target.model,
                amounts: [
                    "prompt_tokens": Double(counted.promptTokens),
                    "completion_tokens": Double(counted.completionTokens),
                    "images": Double(conversation.imageCount),
                ]))
    }
}

extension StepContext {
    /// How long the answer will be nobody knows: with a limit it is a share of that, else it only ever draws nearer.
    fileprivate func report(characters: Int, maxTokens: Int?) {
        let typical = Double(maxTokens ?? 500) * 4
        let written = Double(characters)
        let share = maxTokens == nil ? written / (written + typical) : written / typical
        progress(min(share, 0.95), "\(characters) characters")
    }
}
