import Crypto
import Foundation
import StepKit

/// Images as the API takes them: data URLs.
enum ImageAttachment {
    static let mediaTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"]
    static let maxCount = 500
    static let maxBytes: Int64 = 20_000_000
    static let maxTotalBytes: Int64 = 50_000_000

    static func dataURLs(of images: [Artifact]) throws -> [String] {
        guard images.count <= maxCount else {
            throw StepFailure(.payloadTooLarge, "there are more than \(maxCount) images")
        }
        var total: Int64 = 0
        return try images.enumerated().map { index, image in
            let bytes = try read(image, number: index + 1)
            total += Int64(bytes.count)
            guard total <= maxTotalBytes else {
                throw StepFailure(.payloadTooLarge, "the images have more than \(maxTotalBytes) bytes together")
            }
            return "data:\(image.mediaType);base64,\(bytes.base64EncodedString())"
        }
    }

    /// The digest is checked, because an artifact may be written into a payload by hand: without it, whoever submits a
    /// job could have any file of this machine sent to the model.
    private static func read(_ image: Artifact, number: Int) throws -> Data {
        guard mediaTypes.contains(image.mediaType) else {
            throw StepFailure(.invalidPayload, "image \(number) is not a JPEG, PNG, WebP or GIF")
        }
        let descriptor = open(image.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw StepFailure(.notFound, "the file of image \(number) is gone") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw StepFailure(.invalidPayload, "image \(number) is not a file")
        }
        guard Int64(facts.st_size) <= maxBytes else {
            throw StepFailure(.payloadTooLarge, "image \(number) has more than \(maxBytes) bytes")
        }
        let bytes = try file.read(upToCount: Int(maxBytes) + 1) ?? Data()
        let digest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        guard digest == image.sha256 else {
            throw StepFailure(.invalidPayload, "image \(number) is not the file it was when its digest was taken")
        }
        return bytes
    }
}
