import StepKit

/// One line of a program's standard output.
enum ProcessLine: Sendable, Hashable {
    /// `{"progress": 0.5, "note": "half"}`; the note may be left out.
    case progress(Double, note: String?)
    /// `{"log": "text"}`
    case log(String)
    /// `{"output": …}`
    case output(JSONValue)
    /// Anything else, exactly as written.
    case text(String)

    init(_ line: String) {
        self = Self.message(in: line) ?? .text(line)
    }

    private static func message(in line: String) -> ProcessLine? {
        guard line.first == "{", let members = (try? JSONValue(parsing: line))?.objectValue else { return nil }
        switch members.keys.sorted() {
        case ["progress"], ["note", "progress"]:
            guard let fraction = members["progress"]?.doubleValue else { return nil }
            guard let note = members["note"] else { return .progress(fraction, note: nil) }
            return note.stringValue.map { .progress(fraction, note: $0) }
        case ["log"]: return members["log"]?.stringValue.map { .log($0) }
        case ["output"]: return members["output"].map { .output($0) }
        default: return nil
        }
    }
}
