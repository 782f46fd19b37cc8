import JSONModel

/// Findings as a SARIF 2.1.0 log.
struct SARIFLog {
    let report: DiagnosticReport

    private var codes: [String] { Set(report.diagnostics.map(\.code)).sorted() }

    var jsonValue: JSONValue {
        let driver: JSONValue = [
            "name": "millrace", "version": .string(report.version), "rules": .array(codes.map(rule)),
        ]
        let run: JSONValue = [
            "tool": ["driver": driver], "columnKind": "unicodeCodePoints", "results": .array(results),
        ]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run],
        ]
    }

    private func rule(_ code: String) -> JSONValue {
        let title = DiagnosticCodes.titles[code] ?? code
        let severity = report.diagnostics.first { $0.code == code }?.severity ?? .error
        return [
            "id": .string(code), "shortDescription": ["text": .string(title)],
            "fullDescription": ["text": .string(title)],
            "help": ["text": .string("\(title). Run `millrace explain \(code)` for what it means and what to write.")],
            "defaultConfiguration": ["level": Self.level(severity)],
        ]
    }

    private var results: [JSONValue] {
        let fingerprints = FindingFingerprints(report)
        let indices = Dictionary(codes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return report.diagnostics.enumerated().map { index, diagnostic in
            result(diagnostic, rule: indices[diagnostic.code] ?? 0, fingerprint: fingerprints[index])
        }
    }

    private func result(_ diagnostic: Diagnostic, rule: Int, fingerprint: String) -> JSONValue {
        let message = [diagnostic.message, diagnostic.help].compactMap(\.self).joined(separator: "\n")
        var result: [String: JSONValue] = [
            "ruleId": .string(diagnostic.code), "ruleIndex": .int(Int64(rule)),
            "level": Self.level(diagnostic.severity), "message": ["text": .string(message)],
            "locations": [["physicalLocation": place(diagnostic.file, diagnostic.range)]],
            "partialFingerprints": ["millraceFinding/v1": .string(fingerprint)],
        ]
        if !diagnostic.notes.isEmpty {
            result["relatedLocations"] = .array(
                diagnostic.notes.enumerated().map { index, note in
                    [
                        "id": .int(Int64(index)), "message": ["text": .string(note.message)],
                        "physicalLocation": place(note.file, note.range),
                    ]
                })
        }
        if let fix = diagnostic.fix { result["fixes"] = [self.fix(fix, file: diagnostic.file)] }
        return .object(result)
    }

    private func fix(_ fix: Diagnostic.Fix, file: String) -> JSONValue {
        let replacements = fix.edits.map { edit -> JSONValue in
            ["deletedRegion": Self.region(edit.range), "insertedContent": ["text": .string(edit.text)]]
        }
        return [
            "description": ["text": .string(fix.title)],
            "artifactChanges": [["artifactLocation": artifact(file), "replacements": .array(replacements)]],
        ]
    }

    private func place(_ file: String, _ range: SourceRange) -> JSONValue {
        ["artifactLocation": artifact(file), "region": Self.region(range)]
    }

    private func artifact(_ file: String) -> JSONValue { ["uri": .string(Self.uri(report.pathPrefix + file))] }

    private static func region(_ range: SourceRange) -> JSONValue {
        [
            "startLine": .int(Int64(range.start.line)), "startColumn": .int(Int64(range.start.column)),
            "endLine": .int(Int64(range.end.line)), "endColumn": .int(Int64(range.end.column)),
        ]
    }

    private static func level(_ severity: Diagnostic.Severity) -> JSONValue {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }

    /// A relative reference: everything but letters, digits and `-._~/` is written by its bytes.
    static func uri(_ path: String) -> String {
        path.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                byte < 128 && (scalar.properties.isAlphabetic || "0123456789-._~/".unicodeScalars.contains(scalar))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(scalar) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
