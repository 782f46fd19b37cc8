import DevInbox
import PipelineDefinitions
import StepKit

/// `millrace dev`: serves a project, and serves it anew whenever its files change to something valid.
struct DevSession {
    let serving: Serving
    let folder: String
    let output: ValidationOutput

    /// Until somebody asks it to stop.
    func run() async throws {
        let signals = SignalWatch()
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in signals.first {
                    Console.note("Stopping; once more ends the process at once.")
                    end.finish()
                }
            }
            defer { group.cancelAll() }
            try await DevInbox(logger: serving.logger).withInbox { inbox in
                Console.note("Mails and webhooks are caught: \(inbox.pageURL)")
                try await serve(follower(inbox), inbox, ends)
            }
        }
    }

    private func follower(_ inbox: DevInbox.Address) -> ProjectFollower {
        let settings = Self.settings(with: inbox)
        return ProjectFollower(folder: folder, registry: serving.registry, output: output) { [serving] project in
            let environment = LocalEngine.environment(
                of: project, storePath: serving.storePath, settings: settings)
            do {
                _ = try serving.registry.makeInstances(environment: environment)
                return nil
            } catch {
                return "the plugins cannot be made: \(error)"
            }
        }
    }

    private func serve(
        _ follower: ProjectFollower, _ inbox: DevInbox.Address, _ ends: AsyncStream<Void>
    ) async throws {
        let turns = TurnKeeper()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in ends {}
                turns.end()
            }
            group.addTask { await follower.run { turns.begin($0) } }
            defer { group.cancelAll() }
            while let turn = await turns.next() {
                let settings = Self.settings(with: inbox)
                try await ModelStandIn.with(
                    settings, for: turn.project.pipelines, models: turn.project.models, logger: serving.logger
                ) { settings in
                    try await serving.run(turn.project, settings: settings, until: turn.stops)
                }
            }
        }
    }

    /// Whoever sets these himself wants his mails and webhooks to go out.
    private static func settings(with inbox: DevInbox.Address) -> Settings {
        var settings = Settings()
        let caught = [
            "MILLRACE_SMTP_URL": inbox.smtpURL, "MILLRACE_MAIL_FROM": "Millrace <millrace@localhost>",
            "MILLRACE_WEBHOOK_CAPTURE": inbox.webhookURL,
        ]
        settings.variables.merge(caught) { own, _ in own }
        return settings
    }
}
