import ModelCatalogue
import OutboundHTTP
import StepKit

/// Sends a conversation to one model as often as it takes and adds up what it costs.
struct ChatSession {
    private static let maxReplyBytes = 16 << 20
    private static let maxErrorBytes = 64 << 10
    /// How long a place is waited for where another model could be asked.
    private static let patience = Duration.seconds(2)

    let client: OutboundHTTPClient
    let gates: ModelGates
    let target: ModelTarget
    var conversation: ChatConversation
    /// Whether there is another model to ask.
    var hasFallback = false
    private(set) var usage = TokenUsage()

    init(client: OutboundHTTPClient, gates: ModelGates, target: ModelTarget, conversation: ChatConversation) {
        self.client = client
        self.gates = gates
        self.target = target
        self.conversation = conversation
    }

    private enum Answer { case reply, withheld }

    /// One answer, asked for again without an option that the server refuses by name.
    mutating func ask(in context: StepContext) async throws -> ChatReply {
        for _ in 0...ChatConversation.Option.allCases.count {
            var reply = ChatReply()
            if case .reply = try await call(&reply, in: context) { return reply }
        }
        throw ModelFailure.notUnderstood
    }

    /// One call, within the model's limits.
    private mutating func call(_ reply: inout ChatReply, in context: StepContext) async throws -> Answer {
        guard let model = target.entry?.model else { return try await pay(&reply, in: context) }
        try context.abort.throwIfAborted()
        let patience = hasFallback ? min(Self.patience, context.timeRemaining) : context.timeRemaining
        if case .refused(let after) = try await gates.enter(model, patience: patience) {
            throw StepFailure(
                .rateLimit, "model `\(model.name)` takes no calls for now", disposition: .retryable(after: after))
        }
        var ending = ModelGate.Ending.abandoned
        defer { gates.leave(model, ending) }
        do {
            let answer = try await pay(&reply, in: context)
            ending = .answered
            return answer
        } catch let failure as StepFailure {
            ending = failure.ending
            throw failure
        }
    }

    /// One call with its account: however it ends, what the server has counted has been spent.
    private mutating func pay(_ reply: inout ChatReply, in context: StepContext) async throws -> Answer {
        let request = try makeRequest(in: context)
        var account = try await CallAccount(target.entry, conversation.demand(request.body ?? []), in: context)
        defer {
            if let counted = reply.usage { usage = usage + counted }
            account.settle(reply.usage, name: target.name, images: conversation.imageCount, in: context)
        }
        return try await send(request, &reply, &account, in: context)
    }

    private mutating func send(
        _ request: OutboundRequest, _ reply: inout ChatReply, _ account: inout CallAccount, in context: StepContext
    ) async throws -> Answer {
        do {
            return try await client.withResponse(to: request) { head, body in
                guard head.isSuccess else {
                    let error = ServerError(body: try await Self.start(of: body))
                    let isWithheld = [400, 422].contains(head.status) && conversation.withhold(error.mentions)
                    if isWithheld || Self.unpaid.contains(head.status) { account.uncounted = .nothing }
                    guard isWithheld else { throw ModelFailure.forStatus(head, error) }
                    return .withheld
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
            if error.isBeforeSending { account.uncounted = .nothing }
            guard let failure = ModelFailure.forTransport(error) else {
                try context.abort.throwIfAborted()
                throw CancellationError()
            }
            throw failure
        }
    }

    /// What a server refuses before a model has looked at it. Any other status may come after the work was done.
    private static let unpaid: Set<Int> = [301, 302, 303, 307, 308, 401, 403, 404, 405, 413, 415, 429]

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
}

extension StepFailure {
    /// What it says of the model.
    fileprivate var ending: ModelGate.Ending {
        switch (code, disposition) {
        case (.rateLimit, .retryable(let after)): .limited(after)
        case (.networkError, _), (.timeout, _): .failed
        case ("budget_exceeded", _), (.priceMissing, _): .abandoned
        default: .answered
        }
    }
}

extension OutboundHTTPError {
    /// Whether not a byte of the request has left.
    fileprivate var isBeforeSending: Bool {
        [.urlInvalid, .urlForbidden, .requestInvalid, .dnsFailed, .connectFailed, .tlsFailed].contains(code)
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
