import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSONModel
import NIOCore

extension ModelEndpoint {
    /// Ends a connection in the middle of a body: Hummingbird closes it when a body throws.
    private struct BrokenOff: Error {}

    static func retryHeaders(_ retryAfter: Duration?) -> HTTPFields {
        guard let retryAfter else { return [:] }
        return [.retryAfter: String((retryAfter.wholeMilliseconds + 999) / 1000)]
    }

    /// The error that comes instead of an answer which was billed.
    func failure(of spoiling: Spoiling, id: Int) -> Response? {
        guard let status = spoiling.lateFailure else { return nil }
        state.endRequest(id)
        return .refusal(DevModelError(.injectedFailure, "The answer was lost (asked for by a fault).", status: status))
    }

    func whole(_ answer: JSONValue, _ ending: Spoiling.Ending, id: Int) -> Response {
        state.endRequest(id)
        guard ending == .brokenOff else { return .json(answer) }
        let text = answer.text()
        let half = ByteBuffer(bytes: text.utf8.prefix(text.utf8.count / 2))
        let body = ResponseBody(contentLength: text.utf8.count) { writer in
            try await writer.write(half)
            throw BrokenOff()
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }

    func stream(
        _ reply: ChatReply, _ chat: ChatRequest, _ ending: Spoiling.Ending, tokenDelay: Duration, id: Int
    ) -> Response {
        let events = reply.events(withUsage: chat.wantsStreamUsage)
        let sent = ending == .whole ? events[...] : events.prefix(events.count / 2)
        let body = ResponseBody { writer in
            defer { state.endRequest(id) }
            for event in sent {
                if tokenDelay > .zero { try await pause(tokenDelay, for: id) }
                try await writer.write(ByteBuffer(string: event))
            }
            if ending == .brokenOff { throw BrokenOff() }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"], body: body)
    }
}
