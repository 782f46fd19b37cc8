import ArgumentParser
import JSONModel
import PipelineDefinitions
import StepKit

struct DoctorCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what is missing on this machine and how to get it.",
        usage: "millrace doctor [<options>]",
        discussion: "Example: millrace doctor")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let doctor = Doctor(
            options: options, storePath: try options.storePath, settings: Settings(), registry: registry)
        let findings = await doctor.examine()
        if json {
            Console.data(.array(findings.map(\.jsonValue)))
        } else {
            for finding in findings { Console.data(finding.line) }
        }
        let failed = findings.count { $0.verdict == .fail }
        guard failed == 0 else { throw CommandFailure(.findings, "\(failed) of \(findings.count) checks failed") }
    }
}

/// What one check of the doctor found.
struct Finding: Sendable {
    enum Verdict: String, Sendable { case ok, warn, fail }

    let verdict: Verdict
    /// What was looked at, such as `ffmpeg`.
    let subject: String
    let text: String
    /// What to do about it.
    var remedy: String?

    var line: String {
        let style = Style.standardOutput
        let mark =
            switch verdict {
            case .ok: style.paint("ok  ", .green)
            case .warn: style.paint("warn", .yellow)
            case .fail: style.paint("fail", .red)
            }
        return "\(mark)  \(subject): \(text)" + (remedy.map { "\n      \($0)" } ?? "")
    }

    var jsonValue: JSONValue {
        [
            "verdict": .string(verdict.rawValue), "subject": .string(subject), "text": .string(text),
            "remedy": remedy.map { .string($0) } ?? .null,
        ]
    }
}
