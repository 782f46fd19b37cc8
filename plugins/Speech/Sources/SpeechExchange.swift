import OutboundHTTP
import StepKit

/// Sends a request within the time that is left, and says what went wrong in the step's words.
struct SpeechExchange: Sendable {
    let client: OutboundHTTPClient
    let context: StepContext

    func send(_ request: OutboundRequest, collectUpTo limit: Int) async throws -> OutboundResponse {
        try context.abort.throwIfAborted()
        guard context.timeRemaining > .zero else { throw StepFailure(.timeout, "there is no time left") }
        var request = request
        request.limits.totalTimeout = context.timeRemaining
        do {
            let response = try await client.send(request, collectUpTo: limit)
            guard response.head.isSuccess else { throw SpeechFailure.forStatus(response.head) }
            return response
        } catch let error as OutboundHTTPError {
            guard let failure = SpeechFailure.forTransport(error) else {
                try context.abort.throwIfAborted()
                throw CancellationError()
            }
            throw failure
        }
    }
}
