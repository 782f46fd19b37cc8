import Foundation

/// Where a file came from, as the output tells it.
struct Origin: Sendable, Hashable {
    /// Without query and fragment.
    let url: String
    let name: String
    /// `nil` when nobody said.
    let mediaType: String?

    init(remote url: String, contentType: String?) {
        self.url = String(url.prefix { $0 != "?" && $0 != "#" })
        let path = self.url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
        name = Self.name(path.split(separator: "/").last.map { $0.removingPercentEncoding ?? String($0) })
        mediaType = contentType.flatMap(MediaType.essence)
    }

    init(local path: String) {
        url = URL(fileURLWithPath: path).absoluteString
        name = Self.name(path.split(separator: "/").last.map(String.init))
        mediaType = MediaType.ofFile(named: name)
    }

    /// Nothing in it can leave a folder, end a line or grow without limit, should somebody use it after all.
    private static func name(_ text: String?) -> String {
        let kept = (text ?? "").unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F && $0 != "/" && $0 != "\\"
        }
        let name = String(String(String.UnicodeScalarView(kept)).prefix(120))
        return name.allSatisfy { $0 == "." } ? "download" : name
    }
}

/// What is known of media types.
enum MediaType {
    /// `type/subtype` in lower case, without parameters; `nil` if the text is no media type.
    static func essence(of text: String) -> String? {
        let essence = text.prefix { $0 != ";" }.lowercased().trimmingCharacters(in: .whitespaces)
        let parts = essence.split(separator: "/", omittingEmptySubsequences: false)
        let isWord = { (part: Substring) in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$&-^_.+".contains($0)) }
        }
        return essence.utf8.count <= 127 && parts.count == 2 && parts.allSatisfy(isWord) ? essence : nil
    }

    static func ofFile(named name: String) -> String? {
        name.lastIndex(of: ".").flatMap { byExtension[name[$0...].dropFirst().lowercased()] }
    }

    private static let byExtension = [
        "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
        "mkv": "video/x-matroska", "avi": "video/x-msvideo", "mp3": "audio/mpeg", "m4a": "audio/mp4",
        "wav": "audio/wav", "ogg": "audio/ogg", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
        "gif": "image/gif", "webp": "image/webp", "pdf": "application/pdf", "json": "application/json",
        "csv": "text/csv", "txt": "text/plain",
    ]
}

extension Int64 {
    /// For people, in powers of 1,000: `999 bytes`, `1.2 MB`, `30 MB`.
    var humanSize: String {
        var value = Double(self)
        var unit = 0
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        guard unit > 0, value < 10 else { return "\(Int64(value)) \(units[unit])" }
        let tenths = Int64(value * 10)
        return tenths % 10 == 0 ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
