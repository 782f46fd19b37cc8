public import JSONModel

extension Diagnostic {
    /// The same for the command line, the API and the dashboard. Lines and columns count from 1, ends are exclusive.
    public var jsonValue: JSONValue {
        [
            "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
            "file": .string(file), "start": range.start.jsonValue, "end": range.end.jsonValue,
            "label": label.map { .string($0) } ?? .null, "help": help.map { .string($0) } ?? .null,
            "notes": .array(notes.map(\.jsonValue)), "fix": fix?.jsonValue ?? .null,
        ]
    }
}

extension Diagnostic.Note {
    fileprivate var jsonValue: JSONValue {
        [
            "message": .string(message), "file": .string(file), "start": range.start.jsonValue,
            "end": range.end.jsonValue,
        ]
    }
}

extension Diagnostic.Fix {
    fileprivate var jsonValue: JSONValue {
        let edits = edits.map { edit -> JSONValue in
            ["start": edit.range.start.jsonValue, "end": edit.range.end.jsonValue, "text": .string(edit.text)]
        }
        return ["title": .string(title), "edits": .array(edits)]
    }
}

extension SourcePosition {
    fileprivate var jsonValue: JSONValue { ["line": .int(Int64(line)), "column": .int(Int64(column))] }
}
