import ArgumentParser
import JSONModel
import PipelineDefinitions
import StepKit

struct ValidateCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check every file of a project without running anything.",
        discussion: "Example: millrace validate --project . --json")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print the diagnostics as JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let reading = Project.read(folder: options.projectFolder, registry: registry)
        if json {
            Console.data(.array(reading.diagnostics.map(\.jsonValue)))
        } else if !reading.diagnostics.isEmpty {
            Console.data(DiagnosticRenderer(sources: reading.files).text(for: reading.diagnostics))
        }
        let count = reading.diagnostics.count { $0.severity == .error }
        guard !reading.hasErrors else {
            throw CommandFailure(.findings, "invalid_project: \(count) \(count == 1 ? "error" : "errors")")
        }
        Console.note("\(reading.files.count) files, no errors")
    }
}

extension Diagnostic {
    fileprivate var jsonValue: JSONValue {
        let place = { (position: SourcePosition) -> JSONValue in
            ["line": .int(Int64(position.line)), "column": .int(Int64(position.column))]
        }
        return [
            "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
            "file": .string(file),
            "start": place(range.start), "end": place(range.end), "help": help.map { .string($0) } ?? .null,
        ]
    }
}
