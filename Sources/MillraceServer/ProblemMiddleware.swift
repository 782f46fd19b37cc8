import Broker
import Hummingbird
import Logging

/// Turns every error into a problem, so that no answer is without a code and none shows our insides.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return problem.response
        } catch let error as BrokerError {
            if error.code == .storage { logger.error("\(error)", metadata: ["path": "\(request.uri.path)"]) }
            return Problem(error).response
        } catch let error as HTTPError {
            let detail = error.body ?? error.status.reasonPhrase
            return Problem(status: error.status, code: Self.code(of: error), detail: detail).response
        } catch {
            logger.error("a request failed: \(error)", metadata: ["path": "\(request.uri.path)"])
            let detail = "an error of ours; it was logged"
            return Problem(status: .internalServerError, code: "internal_error", detail: detail).response
        }
    }

    private static func code(of error: HTTPError) -> String {
        switch error.status {
        case .notFound: "no_such_route"
        case .contentTooLarge: "payload_too_large"
        case .methodNotAllowed: "method_not_allowed"
        default: "bad_request"
        }
    }
}
