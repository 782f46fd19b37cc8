import ArgumentParser
import JSONModel
import PipelineDefinitions
import StepKit

struct ValidateCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check every file of a project without running anything.",
        usage: "millrace validate [<options>]",
        discussion: """
            Example: millrace validate --fix --dry-run

            Findings go to stdout in the format you choose, the summary to stderr. Exit codes: 0 fine, 1 findings. \
            `millrace explain CODE` tells more about a finding.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: "text, json, jsonl, sarif, github or junit.", transform: { try Self.word($0, "format") })
    var format = DiagnosticFormat.text
    @Flag(help: "The same as --format json.") var json = false
    @Option(
        help: ArgumentHelp(
            "The least severity that counts as a failure: error, warning or info.", valueName: "severity"),
        transform: { try Self.word($0, "severity") })
    var failOn = Diagnostic.Severity.error
    @Flag(name: .shortAndLong, help: "Show failures alone, and no summary.") var quiet = false
    @Flag(help: "Mend what can be mended for certain, then check again.") var fix = false
    @Flag(help: "With --fix: show the changes and write nothing.") var dryRun = false
    @Flag(help: "Check again whenever a file changes.") var watch = false
    @Flag(help: "Also list the jobs in flight that could not go on with these files, and why.") var againstStore = false

    mutating func validate() throws {
        if json, format == .text { format = .json }
        if json, format != .json {
            throw ValidationError("`--json` and `--format \(format.rawValue)` exclude each other")
        }
        if dryRun, !fix { throw ValidationError("`--dry-run` goes with `--fix`") }
        if watch, fix { throw ValidationError("`--watch` and `--fix` exclude each other") }
        guard againstStore else { return }
        if watch || fix { throw ValidationError("`--against-store` goes with neither `--watch` nor `--fix`") }
        if format != .text, format != .json { throw ValidationError("`--against-store` writes text or json") }
    }

    func run(_ registry: StepRegistry) async throws {
        let folder = options.projectFolder
        let output = ValidationOutput(format: format, threshold: failOn, isQuiet: quiet, folder: folder)
        if againstStore {
            let check = StoreCheck(options: options, registry: registry, output: output)
            return try await check.run(Project.read(folder: folder, registry: registry))
        }
        if watch { return try await ValidationWatch(folder: folder, registry: registry, output: output).run() }
        guard fix else { return try output.end(output.show(Project.read(folder: folder, registry: registry))) }
        let repair = ProjectRepair(.folder(folder), registry: registry)
        let run = FixRun(repair: repair, folder: folder, isQuiet: quiet)
        if dryRun {
            run.showChanges()
            return try output.end(output.report(repair.before))
        }
        let isWritten = run.write()
        try output.end(output.show(isWritten ? repair.reading : Project.read(folder: folder, registry: registry)))
    }

    private static func word<Word: RawRepresentable<String> & CaseIterable>(_ text: String, _ kind: String) throws
        -> Word
    {
        if let word = Word(rawValue: text) { return word }
        let nearest = Spelling.nearest(to: text, among: Word.allCases.map(\.rawValue))
        throw ValidationError("there is no \(kind) `\(text)`\(Spelling.hint(nearest))")
    }
}
