import ArgumentParser
import Foundation
import Logging

/// The flags every command takes. Each has an environment variable `MILLRACE_…`; a flag wins over it.
struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder that holds `pipelines/`. (MILLRACE_PROJECT; default: .)", valueName: "dir"))
    var project: String?

    @Option(
        help: ArgumentHelp(
            "Where jobs are kept. (MILLRACE_STORE; default: sqlite:.millrace/millrace.db in the project)",
            valueName: "url"))
    var store: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning or error. (MILLRACE_LOG_LEVEL; default: warning)", valueName: "level"))
    var logLevel: String?

    @Option(
        help: ArgumentHelp(
            "A running server to ask instead of the store. (MILLRACE_SERVER; default: the one that owns the store)",
            valueName: "url"))
    var server: String?

    /// The address of the server that was named, without a slash at its end.
    var serverAddress: String? {
        setting(server, "MILLRACE_SERVER").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    private func setting(_ flag: String?, _ variable: String) -> String? {
        flag ?? ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    var projectFolder: String {
        URL(filePath: setting(project, "MILLRACE_PROJECT") ?? ".").standardizedFileURL.path
    }

    /// The path of the embedded database.
    var storePath: String {
        get throws {
            guard let text = setting(store, "MILLRACE_STORE") else { return projectFolder + "/.millrace/millrace.db" }
            guard text.hasPrefix("sqlite:") else {
                throw CommandFailure(.usage, "`--store \(text)` is not of the form sqlite:PATH")
            }
            return URL(filePath: String(text.dropFirst("sqlite:".count))).standardizedFileURL.path
        }
    }

    func logger(_ label: String = "millrace") throws -> Logger {
        let word = setting(logLevel, "MILLRACE_LOG_LEVEL") ?? "warning"
        guard let level = Logger.Level(rawValue: word) else {
            throw CommandFailure(.usage, "`\(word)` is not a log level")
        }
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}
