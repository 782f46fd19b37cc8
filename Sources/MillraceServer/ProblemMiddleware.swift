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
            return try problem.response(from: request, context: context)
        } catch let error as HTTPError {
            let problem = Problem(
                status: error.status, code: Self.code(of: error), detail: error.body ?? error.status.reasonPhrase)
            return try problem.response(from: request, context: context)
        } catch {
            logger.error("a request failed: \(error)", metadata: ["path": "\(request.uri.path)"])
            let problem = Problem(
                status: .internalServerError, code: "internal_error", detail: "an error of ours; it was logged")
            return try problem.response(from: request, context: context)
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
