import Foundation
import JSONModel

/// Answers lines until they end.
struct SchemaCheckLoop {
    let line: SchemaCheckLine

    func run(input: FileHandle = .standardInput, output: FileHandle = .standardOutput) throws {
        var pending = Data()
        while let chunk = try input.read(upToCount: 65_536), !chunk.isEmpty {
            // Only the new bytes can hold the end of a line that had none before.
            var start = pending.startIndex
            var searched = pending.endIndex
            pending.append(chunk)
            while let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                try answer(pending[start..<end], to: output)
                start = pending.index(after: end)
                searched = start
            }
            pending = Data(pending[start...])
        }
        try answer(pending, to: output)
    }

    /// Blank lines get no answer.
    private func answer(_ bytes: Data, to output: FileHandle) throws {
        guard bytes.contains(where: { !" \t\r".utf8.contains($0) }) else { return }
        try output.write(contentsOf: Data((line.answer(bytes).text() + "\n").utf8))
    }
}
