import Foundation
import StepKit

/// Takes a file of this machine. It is copied, not linked: the bytes that were hashed are the bytes that stay, whatever
/// happens to the original, and they have to be read for the digest anyway.
struct LocalCopy {
    let folders: AllowedFolders
    let path: String

    func fill(_ file: PartialFile, in context: StepContext) async throws -> Origin {
        let source = FileHandle(fileDescriptor: try folders.open(path), closeOnDealloc: true)
        let total = Int64(clamping: try source.seekToEnd())
        try file.checkPromise(of: total)
        try source.seek(toOffset: 0)
        while let chunk = try source.read(upToCount: 1 << 20), !chunk.isEmpty {
            try context.abort.throwIfAborted()
            try file.append(Array(chunk))
            context.report(file.size, of: total)
            await Task.yield()
        }
        return Origin(local: path)
    }
}

extension StepContext {
    /// The last bit is left for when the file is checked and taken.
    func report(_ size: Int64, of total: Int64?) {
        guard let total, total > 0 else { return progress(0, size.humanSize) }
        progress(min(Double(size) / Double(total), 0.99), "\(size.humanSize) of \(total.humanSize)")
    }
}
