import Crypto
import JSONModel

/// What a finding is known by from one version of a file to the next, whatever line it has moved to: its code, its
/// file, the line's text, and which of several alike it is.
struct FindingFingerprints {
    private let texts: [String]

    init(_ report: DiagnosticReport) {
        let files = Dictionary(report.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var counts: [[String]: Int] = [:]
        texts = report.diagnostics.map { diagnostic in
            let line = files[diagnostic.file]?.lines.dropFirst(diagnostic.range.start.line - 1).first ?? []
            let words = SourceFile.string(line).split { $0 == " " || $0 == "\t" }.joined(separator: " ")
            let parts = [diagnostic.code, diagnostic.file, words]
            let count = counts[parts, default: 0]
            counts[parts] = count + 1
            return Self.digest(parts + ["\(count)"])
        }
    }

    /// By the place among the report's findings.
    subscript(index: Int) -> String { texts[index] }

    private static func digest(_ parts: [String]) -> String {
        let bytes = Array(parts.joined(separator: "\u{0}").utf8)
        return HexadecimalText.of(Array(SHA256.hash(data: bytes).prefix(16)))
    }
}
