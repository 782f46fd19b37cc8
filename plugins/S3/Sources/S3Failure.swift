import Foundation
import OutboundCalls
import OutboundHTTP
import StepKit

extension StepFailure.Code {
    static let s3NotConfigured: Self = "s3_not_configured"
    static let accessDenied: Self = "access_denied"
    static let wrongRegion: Self = "wrong_region"
    static let clockSkewed: Self = "clock_skewed"
    static let objectTooLarge: Self = "object_too_large"
    static let checksumMismatch: Self = "checksum_mismatch"
    static let invalidRequest: Self = "invalid_request"
    static let storageError: Self = "storage_error"
}

/// What a store's refusal means. No message holds a key, a signature or the store's own text; only its error code, when
/// it looks like one, goes into the details.
enum S3Failure {
    static let meanings = CallFailure.meanings.merging([
        .s3NotConfigured: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or the region is not set.",
        .accessDenied: "The store refuses access with these credentials.",
        .wrongRegion: "The bucket is in another region.",
        .clockSkewed: "The clocks of this machine and of the store are too far apart.",
        .objectTooLarge: "The object is larger than `max_size`, or than 5 GB in one upload.",
        .checksumMismatch: "The bytes are not those of the digest.",
        .invalidRequest: "The store does not take the request.",
        .storageError: "The workspace could not be written; retryable.",
    ]) { $1 }

    static func of(_ head: ResponseHead, body: [UInt8], now: Date) -> StepFailure {
        let word = errorCode(in: body)
        var details: [String: JSONValue] = ["status": .int(Int64(head.status))]
        details["code"] = word.map { .string($0) }
        let code = code(head.status, word)
        return StepFailure(
            code, message(code, head, now: now),
            disposition: code.isPassing ? .retryable(after: head.retryAfter()) : .permanent, details: .object(details))
    }

    private static func code(_ status: Int, _ word: String?) -> StepFailure.Code {
        switch word {
        case "NoSuchKey", "NoSuchBucket", "NoSuchVersion": return .notFound
        case "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests":
            return .rateLimit
        case "RequestTimeTooSkewed": return .clockSkewed
        case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException":
            return .wrongRegion
        case "EntityTooLarge": return .objectTooLarge
        case "XAmzContentSHA256Mismatch", "BadDigest": return .checksumMismatch
        case "RequestTimeout": return .timeout
        case "InternalError", "ServiceUnavailable", "OperationAborted": return .networkError
        default: return code(status)
        }
    }

    private static func code(_ status: Int) -> StepFailure.Code {
        switch status {
        case 300..<400: .wrongRegion
        case 401, 403: .accessDenied
        case 404: .notFound
        case 408: .timeout
        case 429, 503: .rateLimit
        case 500...: .networkError
        default: .invalidRequest
        }
    }

    private static func message(_ code: StepFailure.Code, _ head: ResponseHead, now: Date) -> String {
        switch code {
        case .notFound: return "there is no such object or bucket"
        case .accessDenied: return "the store refuses access with these credentials"
        case .clockSkewed:
            return "the clock of this machine is too far from the store's\(skew(head, now: now)); set it with NTP"
        case .wrongRegion:
            let region = head.headers["x-amz-bucket-region"].flatMap { S3Location.isRegion($0) ? $0 : nil }
            return "the bucket is in another region" + (region.map { ": \($0)" } ?? "")
        case .rateLimit: return "the store asks for fewer requests"
        default: return "the store answered with status \(head.status)"
        }
    }

    private static func skew(_ head: ResponseHead, now: Date) -> String {
        guard let there = head.serverTime else { return "" }
        let seconds = Int64(now.timeIntervalSince1970) - there
        return ": it is \(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead")"
    }

    /// What stands between `<Code>` and `</Code>`, if it is one word.
    static func errorCode(in body: [UInt8]) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.range(of: "<Code>"), let end = text[start.upperBound...].range(of: "</Code>") else {
            return nil
        }
        let word = String(text[start.upperBound..<end.lowerBound])
        let isWord =
            (1...64).contains(word.utf8.count) && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return isWord ? word : nil
    }

    static func storage(_ action: String, errno code: Int32) -> StepFailure {
        StepFailure(.storageError, "the workspace could not be \(action) (errno \(code))", disposition: .retryable)
    }
}

extension StepFailure.Code {
    fileprivate var isPassing: Bool { [.rateLimit, .timeout, .networkError].contains(self) }
}
