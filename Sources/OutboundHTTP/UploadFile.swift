import Foundation

/// A file on its way out, read once from its beginning to the length it had when it was opened.
final class UploadFile {
    let size: Int64
    private var left: Int64
    private let descriptor: Int32

    /// `nil` unless the path leads to a regular file that can be read; links are not followed.
    init?(_ path: String) {
        // Without O_NONBLOCK opening a FIFO would wait for somebody to write to it.
        descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        var facts = stat()
        let isFile = descriptor >= 0 && fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
        size = isFile ? Int64(facts.st_size) : 0
        left = size
        if !isFile { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// How many bytes were read; `nil` when the file cannot be read or has become shorter.
    func read(into room: UnsafeMutableRawBufferPointer) -> Int? {
        let wanted = Int(min(Int64(room.count), left))
        guard wanted > 0 else { return 0 }
        let count = Foundation.read(descriptor, room.baseAddress, wanted)
        guard count > 0 else { return nil }
        left -= Int64(count)
        return count
    }
}
