import Foundation
import OutboundCalls
import OutboundHTTP
import StepKit

/// What both steps share: signed requests to one store.
struct S3Client: Sendable {
    static let maxErrorBytes = 64 * 1024

    let settings: S3Settings
    let now: @Sendable () -> Date
    private let caller: OutboundCaller

    init(environment: StepEnvironment, caller: OutboundCaller, now: @escaping @Sendable () -> Date) {
        settings = S3Settings(environment.variables)
        self.caller = caller
        self.now = now
    }

    init(environment: StepEnvironment) throws {
        let caller = try OutboundCaller(environment: environment, gate: DestinationGate(limits: .ample))
        self.init(environment: environment, caller: caller) { Date() }
    }

    func request(
        _ method: String, _ location: S3Location, payloadDigest: String = RequestSignature.emptyDigest,
        headers: [String: String] = [:]
    ) throws -> OutboundRequest {
        let signature = RequestSignature(
            method: method, host: location.host, path: location.path, headers: headers, payloadDigest: payloadDigest,
            region: location.region, date: now())
        var request = OutboundRequest(method, location.url)
        for (name, value) in signature.signedHeaders(by: try settings.requireCredentials()).sorted(by: <) {
            request.headers.add(name, value)
        }
        request.headers["Accept-Encoding"] = "identity"
        request.limits.minimumSpeed = .init(bytesPerSecond: 1000, for: .seconds(30))
        request.addressPolicy =
            location.isTrusted ? .unrestricted : caller.addressPolicy(for: location.url, plainHTTP: false)
        return request
    }

    /// Hands over the answer when it is one of success.
    func withObject<Result>(
        _ request: OutboundRequest, in context: StepContext,
        _ read: (ResponseHead, ResponseBody) async throws -> Result
    ) async throws -> Result {
        try await caller.withAnswer(to: request, in: context) { head, body in
            guard head.isSuccess else {
                throw S3Failure.of(head, body: await Self.beginning(of: body), now: now())
            }
            return try await read(head, body)
        }
    }

    /// An error's text matters less than that there was one.
    private static func beginning(of body: ResponseBody) async -> [UInt8] {
        (try? await body.collect(upTo: maxErrorBytes)) ?? []
    }
}
