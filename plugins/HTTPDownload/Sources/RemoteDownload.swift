import OutboundHTTP
import StepKit

/// One download over HTTP, resumed when its connection breaks.
struct RemoteDownload {
    private static let maxResumptions = 8

    private let client: OutboundHTTPClient
    private let template: OutboundRequest
    private var resumePoint: ResumePoint?
    private var origin: Origin?
    private var total: Int64?

    init(url: String, input: HTTPDownloadStep.Input, client: OutboundHTTPClient, addressPolicy: AddressPolicy) {
        self.client = client
        var request = OutboundRequest("GET", url)
        request.addressPolicy = addressPolicy
        request.maxRedirects = 5
        for (name, value) in (input.headers ?? [:]).sorted(by: { $0.key < $1.key }) { request.headers.add(name, value) }
        request.headers["Accept-Encoding"] = "identity"
        let rate = input.rateLimit?.bytes
        request.limits.maxBytesPerSecond = rate
        // Half of what is allowed, so that a download held back on purpose is not called slow.
        let slowest = min(1000, max((rate ?? 2000) / 2, 1))
        request.limits.minimumSpeed = .init(bytesPerSecond: Int(slowest), for: .seconds(30))
        template = request
    }

    mutating func fill(_ file: PartialFile, in context: StepContext) async throws -> Origin {
        for _ in 0...Self.maxResumptions {
            let before = file.size
            if let origin = try await attempt(file, in: context) { return origin }
            // A try that brought nothing new would most likely be followed by another such.
            guard file.size != before else { break }
        }
        throw StepFailure(
            .downloadIncomplete, "the connection broke again and again; \(file.size.humanSize) had come",
            disposition: .retryable)
    }

    /// `nil` when the connection broke and another request may bring the rest.
    private mutating func attempt(_ file: PartialFile, in context: StepContext) async throws -> Origin? {
        let request = try makeRequest(from: file, in: context)
        var hasBegun = false
        do {
            return try await client.withResponse(to: request) { head, body in
                guard try begin(head, file, offset: request.rangeStart) else { return nil }
                hasBegun = true
                for try await chunk in body {
                    try file.append(chunk)
                    context.report(file.size, of: total)
                }
                return origin
            }
        } catch let error as OutboundHTTPError {
            if error.code == .connectionBroken, hasBegun { return nil }
            guard let failure = DownloadFailure.forTransport(error) else {
                try context.abort.throwIfAborted()
                throw CancellationError()
            }
            throw failure
        }
    }

    private func makeRequest(from file: PartialFile, in context: StepContext) throws -> OutboundRequest {
        try context.abort.throwIfAborted()
        var request = template
        guard context.timeRemaining > .zero else { throw StepFailure(.timeout, "there is no time left") }
        request.limits.totalTimeout = context.timeRemaining
        guard file.size > 0 else { return request }
        guard let resumePoint else {
            try file.restart()
            return request
        }
        request.rangeStart = file.size
        request.headers["If-Range"] = resumePoint.validator
        return request
    }

    /// Decides what the body is: the whole file, its rest, or (`false`) nothing of use, so that all begins again.
    private mutating func begin(_ head: ResponseHead, _ file: PartialFile, offset: Int64?) throws -> Bool {
        switch (head.status, offset) {
        case (206, let offset?) where resumePoint?.isContinued(by: head, at: offset) == true:
            total = head.contentRange?.total ?? total
            try file.checkPromise(of: total)
            return true
        case (206, .some), (416, .some):
            resumePoint = nil
            try file.restart()
            return false
        case (200..<206, _):
            if file.size > 0 { try file.restart() }
            total = head.contentLength
            try file.checkPromise(of: total)
            resumePoint = ResumePoint(head)
            origin = Origin(remote: head.url, contentType: head.headers["content-type"])
            return true
        default: throw DownloadFailure.forStatus(head)
        }
    }
}
