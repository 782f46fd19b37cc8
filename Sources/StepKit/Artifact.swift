/// A file a step made, as later steps and the store see it.
///
/// Made by ``Artifacts/adopt(_:mediaType:)``; travels as JSON (`steps.video.output.file`). The bytes stay on the
/// machine that made them: a step whose artifact has vanished is run again.
public struct Artifact: Codable, Sendable, Hashable {
    /// Where the file is, absolute.
    public let path: String
    /// Lower-case hexadecimal SHA-256 of the bytes.
    public let sha256: String
    /// Such as `video/mp4`; `application/octet-stream` when nobody knows.
    public let mediaType: String
    /// In bytes.
    public let size: Int64

    private enum CodingKeys: String, CodingKey {
        case path, sha256, size
        case mediaType = "media_type"
    }

    public init(path: String, sha256: String, mediaType: String, size: Int64) {
        self.path = path
        self.sha256 = sha256
        self.mediaType = mediaType
        self.size = size
    }
}
