/// One cause that shows at several places: a step that was renamed, a member that is no longer required.
enum RepeatedFindings {
    private static let codes: Set<String> = ["E0402", "E0403", "E0404", "E0405", "E0406"]

    /// Findings that say the same become one, with notes for the other places and one fix for all.
    static func merged(_ findings: [Diagnostic]) -> [Diagnostic] {
        var merged: [Diagnostic] = []
        var places: [String: Int] = [:]
        for finding in findings {
            guard codes.contains(finding.code) else {
                merged.append(finding)
                continue
            }
            // "its own output" is another step's each time, as its note shows.
            let cause = finding.notes.first.map { "\($0.range.start.line):\($0.range.start.column)" } ?? ""
            let key = "\(finding.code) \(finding.message) \(cause)"
            if let index = places[key] {
                merged[index] = merged[index].merged(with: finding)
            } else {
                places[key] = merged.count
                merged.append(finding)
            }
        }
        return merged
    }
}

extension Diagnostic {
    private static let mostNotes = 8

    fileprivate func merged(with other: Diagnostic) -> Diagnostic {
        var edits: [Fix.Edit] = []
        if let fix, let more = other.fix { edits = fix.edits + more.edits }
        let note = Note(message: "and here", file: other.file, range: other.range)
        return Diagnostic(
            severity, code: code, message: message, file: file, range: range, label: label, help: help,
            notes: notes.count < Self.mostNotes ? notes + [note] : notes,
            fix: fix.flatMap { edits.isEmpty ? nil : Fix($0.title, edits) })
    }
}
