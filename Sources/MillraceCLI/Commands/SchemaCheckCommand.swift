import ArgumentParser
import JSONModel
import JSONSchemaValidation
import StepKit

struct SchemaCheckCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check JSON files against a JSON Schema (2020-12 or draft-07).",
        usage: "millrace schema check --schema <file> <file> ... [<options>]",
        discussion: """
            Example: millrace schema check --schema schema.json a.json b.json

            With --jsonl each line of standard input is {"schema", "instance", "remotes"?: {uri: schema}} and is answered \
            by one line {"valid", "errors"}, or {"error"} if it cannot be checked. Nothing is ever fetched.
            """)

    @Option(help: ArgumentHelp("The schema.", valueName: "file")) var schema: String?
    @Option(help: ArgumentHelp("A document that `$ref` may name; may be repeated.", valueName: "uri=file"))
    var remote: [String] = []
    @Flag(help: "Refuse text that does not have its `format`.") var formatAssertion = false
    @Flag(help: "Print one JSON object for each file.") var json = false
    @Flag(help: "Answer lines of standard input instead.") var jsonl = false
    @Argument(help: ArgumentHelp("What to check.", valueName: "file")) var instances: [String] = []

    func validate() throws {
        let namesFiles = schema != nil || !instances.isEmpty || !remote.isEmpty || json
        if jsonl, namesFiles { throw ValidationError("`--jsonl` reads all it needs from standard input.") }
        if !jsonl, schema == nil || instances.isEmpty {
            throw ValidationError("Name a schema (`--schema FILE`) and at least one file to check.")
        }
        if let wrong = remote.first(where: { !$0.contains("=") }) {
            throw ValidationError("`--remote \(wrong)` is not of the form URI=FILE.")
        }
    }

    func run(_ registry: StepRegistry) async throws {
        guard let path = schema, !jsonl else {
            return try SchemaCheckLoop(line: SchemaCheckLine(assertsFormats: formatAssertion)).run()
        }
        let schema = try readSchema(path)
        var count = 0
        for path in instances {
            let violations = schema.validate(try JSONFile.read(path))
            count += violations.count
            report(violations, in: path)
        }
        guard count == 0 else { throw CommandFailure(.findings, Counted.text(count, "finding")) }
    }

    private func readSchema(_ path: String) throws -> JSONSchema {
        var options = JSONSchema.Options(assertsFormats: formatAssertion)
        for pair in remote {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            options.documents[String(parts[0])] = try JSONFile.read(String(parts[1]), whenBroken: .configuration)
        }
        let document = try JSONFile.read(path, whenBroken: .configuration)
        do throws(JSONSchemaError) {
            return try JSONSchema(document, options: options)
        } catch {
            throw CommandFailure(.configuration, "\(error.code.rawValue): \(path): \(error)")
        }
    }

    private func report(_ violations: [SchemaViolation], in path: String) {
        if json {
            guard case .object(var answer) = SchemaCheckLine.verdict(violations) else { return }
            answer["file"] = .string(path)
            Console.data(JSONValue.object(answer).text())
        } else {
            for violation in violations { Console.data("\(path): \(violation)") }
        }
    }
}
