import ArgumentParser
import Foundation
public import StepKit

/// The program: call ``main(plugins:)`` with the step types it should know.
///
///     await Millrace.main(plugins: BuiltInSteps.all + [AcmeWatermark.self])
public enum Millrace {
    /// Runs the command of the process's arguments and ends the process with its exit code.
    public static func main(plugins: [any Step.Type]) async -> Never {
        // A reader that went away is an error of one write, not the end of the process; so is a file size limit.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        do {
            let registry = try StepRegistry(plugins)
            try CommandWords(CommandLine.arguments.dropFirst()).check()
            var command = try RootCommand.parseAsRoot()
            if let command = command as? any MillraceCommand {
                try await command.run(registry)
            } else {
                try command.run()
            }
            end(ExitStatus.success.rawValue)
        } catch let failure as CommandFailure {
            Console.error(failure.message)
            end(failure.status.rawValue)
        } catch let code as ExitCode {
            end(code.rawValue)
        } catch {
            RootCommand.exit(withError: error)
        }
    }

    /// Threads of the HTTP client may still put their things away: libraries must not be taken down below them, as
    /// `exit` would. Whatever was to be kept is on disk by now.
    private static func end(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }
}

/// A command that needs the plugins.
protocol MillraceCommand: ParsableCommand {
    func run(_ registry: StepRegistry) async throws
}

struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "millrace",
        abstract: "Background work described in YAML: durable, typed, with nothing to install.",
        discussion: """
            Start with:  millrace run video_analysis --input videoUrl=FILE
            Then:        millrace serve

            Exit codes: 0 done, 1 findings or the job failed, 2 the work could not be done, 64 wrong usage, \
            69 server not reachable, 75 try again later, 78 the project's files are wrong, 130 interrupted.
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, ServeCommand.self, DevCommand.self, ValidateCommand.self, ExplainCommand.self,
            TestCommand.self, JobsCommand.self, WhyCommand.self, DeadLettersCommand.self, SubscriptionsCommand.self,
            RoutesCommand.self, SchedulesCommand.self, ContactsCommand.self, ModelsCommand.self, CostsCommand.self,
            TokensCommand.self, BackupCommand.self, PluginsCommand.self, SchemaCommand.self, ExprCommand.self,
            GraphCommand.self, InitCommand.self, DoctorCommand.self, DevModelCommand.self, BenchCommand.self,
        ])
}
