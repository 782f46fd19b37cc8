import Foundation

/// A PNG or JPEG file, told by its first bytes and not by what the sender calls it.
struct EncodedImage: Sendable, Hashable {
    enum Format: Sendable { case png, jpeg }

    let bytes: [UInt8]
    let format: Format

    /// - Throws: ``DevModelError`` with `invalid_image`; also for every address that is not `data:`, as this server
    ///   fetches nothing.
    init(dataURL: String, at place: String) throws(DevModelError) {
        guard dataURL.hasPrefix("data:"), let comma = dataURL.firstIndex(of: ",") else {
            let message = "only data: URLs are taken; the development model fetches nothing"
            throw DevModelError(.invalidImage, message, at: place)
        }
        guard dataURL[..<comma].hasSuffix(";base64"),
            let data = Data(base64Encoded: String(dataURL[dataURL.index(after: comma)...]))
        else { throw DevModelError(.invalidImage, "this data: URL is not in base64", at: place) }
        try self.init(bytes: [UInt8](data), at: place)
    }

    init(bytes: [UInt8], at place: String) throws(DevModelError) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            format = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            format = .jpeg
        } else {
            throw DevModelError(.invalidImage, "this is neither a PNG nor a JPEG file", at: place)
        }
        self.bytes = bytes
    }
}
