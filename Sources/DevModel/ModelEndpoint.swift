import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSONModel
import Logging
import NIOCore

/// What is asked of a model: faults first, then an answer computed from what was sent.
struct ModelEndpoint: Sendable {
    let options: DevModelOptions
    let decoder: ImageDecoder
    let state: ServerState
    let logger: Logger

    private struct ClientLeft: Error {}

    func respond(
        to request: Request, on connection: ObjectIdentifier, as service: BilledRequest.Service
    ) async -> Response {
        let id = state.beginRequest(on: connection)
        do {
            return try await answer(request, service, id: id)
        } catch let error as DevModelError {
            state.endRequest(id)
            logger.info("refused", metadata: ["code": "\(error.code.rawValue)", "reason": "\(error)"])
            return .refusal(error)
        } catch {
            state.endRequest(id)
            logger.info("not answered", metadata: ["reason": "\(Task.isCancelled ? "stopping" : "client left")"])
            return .refusal(DevModelError(.shuttingDown, "The server is stopping."))
        }
    }

    private func answer(_ request: Request, _ service: BilledRequest.Service, id: Int) async throws -> Response {
        let override = try Self.readFaults(request.headers)
        let bytes = try await readBody(request)
        let faults = override ?? state.faults
        if faults.delay > .zero { try await pause(faults.delay, for: id) }
        // A fault asked for by a header is that one request's: it gets a count of its own.
        var ledger = FaultLedger()
        switch override.map({ ledger.admit(under: $0) }) ?? state.admit() {
        case .answer: break
        case .hold: try await whileClientStays(id) { try await state.hold(id) }
        case .refuse(let error, let retryAfter):
            state.endRequest(id)
            return .refusal(error, headers: Self.retryHeaders(retryAfter))
        }
        let spoil = { (isStreamed: Bool) in
            override.map { ledger.spoil(under: $0, isStreamed: isStreamed) } ?? state.spoil(isStreamed: isStreamed)
        }
        switch service {
        case .chat:
            let chat = try Self.parse(bytes)
            return try await answer(chat, bytes, spoil(chat.isStreamed), tokenDelay: faults.tokenDelay, id: id)
        case .transcription:
            let sound = try TranscriptionRequest(bytes, contentType: request.headers[.contentType] ?? "")
            return answer(sound, spoil(false), id: id)
        }
    }

    private func answer(
        _ chat: ChatRequest, _ bytes: [UInt8], _ spoiling: Spoiling, tokenDelay: Duration, id: Int
    ) async throws -> Response {
        var reply = try await whileClientStays(id) { try await compute(chat, bytes, spoiling.content) }
        (reply.hidesUsage, reply.isRefused) = (spoiling.hidesUsage, spoiling.isRefused)
        state.bill(
            BilledRequest(
                service: .chat, model: chat.model, promptTokens: reply.promptTokens,
                completionTokens: reply.completionTokens, images: chat.images.count, audioSeconds: 0,
                ending: spoiling.billedEnding))
        if let failure = failure(of: spoiling, id: id) { return failure }
        return chat.isStreamed
            ? stream(reply, chat, spoiling.ending, tokenDelay: tokenDelay, id: id)
            : whole(reply.completion, spoiling.ending, id: id)
    }

    private func answer(_ request: TranscriptionRequest, _ spoiling: Spoiling, id: Int) -> Response {
        let transcript = Transcript(of: request.sound)
        state.bill(
            BilledRequest(
                service: .transcription, model: request.model, promptTokens: 0, completionTokens: 0, images: 0,
                audioSeconds: transcript.billedSeconds, ending: spoiling.billedEnding))
        if let failure = failure(of: spoiling, id: id) { return failure }
        let answer = transcript.json(
            isVerbose: request.isVerbose, language: request.language, withUsage: !spoiling.hidesUsage)
        return whole(answer, spoiling.ending, id: id)
    }

    private func compute(
        _ chat: ChatRequest, _ bytes: [UInt8], _ spoiled: Spoiling.Content
    ) async throws -> ChatReply {
        let batch = try await decoder.decode(chat.images)
        state.countDecodedImages(batch.decodedCount)
        let source = AnswerSource(images: ImageMeasures.measure(batch.thumbnails), words: PromptWords(chat.prompt))
        let content = try AnswerWriter(source: source).content(for: chat.format, spoiled: spoiled)
        return ChatReply(content: content, request: chat, seed: bytes, created: options.unixTime())
    }
}

// What comes in.
extension ModelEndpoint {
    private static func readFaults(_ headers: HTTPFields) throws(DevModelError) -> DevModelFaults? {
        guard let name = HTTPField.Name("x-dev-model-fault"), let text = headers[name] else { return nil }
        return try DevModelFaults(parsing: text)
    }

    private func readBody(_ request: Request) async throws -> [UInt8] {
        let limit = Int(clamping: options.bodyLimit.bytes)
        let tooLarge = DevModelError(.bodyTooLarge, "A request may have at most \(options.bodyLimit.shortText).")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    private static func parse(_ bytes: [UInt8]) throws(DevModelError) -> ChatRequest {
        do {
            return try ChatRequest(try JSONValue(parsing: bytes))
        } catch let error as JSONParseError {
            throw DevModelError(.invalidJSON, "The body is not JSON: \(error)")
        } catch let error as DevModelError {
            throw error
        } catch {
            throw DevModelError(.invalidRequest, "\(error)")
        }
    }
}

// Waiting.
extension ModelEndpoint {
    func pause(_ duration: Duration, for id: Int) async throws {
        try await whileClientStays(id) { try await options.sleep(duration) }
    }

    /// Runs the work; cancels it and throws as soon as the client has left or the server stops.
    private func whileClientStays<Value: Sendable>(
        _ id: Int, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let departure = state.departure(of: id)
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask {
                for await _ in departure {}
                throw ClientLeft()
            }
            group.addTask { try await work() }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw ClientLeft() }
            return value
        }
    }
}
