import ArgumentParser
import Foundation
import PipelineDefinitions

/// Findings to stdout, the summary to stderr.
struct ValidationOutput {
    let format: DiagnosticFormat
    let threshold: Diagnostic.Severity
    let isQuiet: Bool
    /// The project's.
    let folder: String

    func report(_ reading: ProjectReading) -> DiagnosticReport {
        var report = DiagnosticReport(reading)
        report.threshold = threshold
        report.version = Version.text
        report.pathPrefix = Self.prefix(of: folder, below: FileManager.default.currentDirectoryPath)
        return isQuiet ? report.failures : report
    }

    @discardableResult
    func show(_ reading: ProjectReading) -> DiagnosticReport {
        let report = report(reading)
        let text = report.written(as: format, colours: Style.standardOutput.hasColours)
        if !text.isEmpty { Console.data(text.hasSuffix("\n") ? String(text.dropLast()) : text) }
        return report
    }

    /// Says how it ended, by the summary and the exit code.
    func end(_ report: DiagnosticReport) throws {
        guard report.isFailure else {
            if !isQuiet { Console.note(report.summary) }
            return
        }
        if isQuiet { throw ExitCode(ExitStatus.findings.rawValue) }
        throw CommandFailure(.findings, "invalid_project: \(report.summary)")
    }

    /// Services that show findings beside the code know paths from where the command runs, mostly the repository's root.
    static func prefix(of folder: String, below current: String) -> String {
        let root = URL(filePath: current).standardizedFileURL.path
        let base = root.hasSuffix("/") ? root : root + "/"
        return folder.hasPrefix(base) ? folder.dropFirst(base.count) + "/" : ""
    }
}
