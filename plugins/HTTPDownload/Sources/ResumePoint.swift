import OutboundHTTP

/// What must be the same for bytes of two responses to be parts of one file.
struct ResumePoint: Sendable, Hashable {
    /// Sent as `If-Range`: a strong entity tag or a date.
    let validator: String
    private let isTag: Bool
    /// The whole file's bytes, where the first response told.
    let total: Int64?

    /// `nil` when the response holds nothing that would show a change.
    init?(_ head: ResponseHead) {
        total = head.contentLength
        if let tag = head.headers["etag"] {
            guard tag.hasPrefix("\""), tag.hasSuffix("\""), tag.utf8.count > 2 else { return nil }
            (validator, isTag) = (tag, true)
        } else if let date = head.headers["last-modified"], !date.isEmpty {
            (validator, isTag) = (date, false)
        } else {
            return nil
        }
    }

    /// Whether a 206 response holds the same file's bytes from `offset` to its end.
    func isContinued(by head: ResponseHead, at offset: Int64) -> Bool {
        guard let range = head.contentRange, range.first == offset, total == nil || range.total == total,
            range.total == nil || range.last == range.total.map({ $0 - 1 })
        else { return false }
        // A tag is always repeated with a part; a date need not be.
        return isTag
            ? head.headers["etag"] == validator : [nil, validator].contains(head.headers["last-modified"])
    }
}
