import MailPeer
import StepKit
import StepKitTesting
import TestSupport

@testable import NotifyEmailStep

let completed: JSONValue = [
    "specversion": "1.0", "id": "7", "source": "/v1/jobs/0198c0de", "type": "job.completed", "subject": "0198c0de",
    "time": "2026-11-21T21:30:00Z", "data": ["status": "completed", "jobType": "video.analysis", "creatorId": "ada"],
]

let failed: JSONValue = [
    "specversion": "1.0", "id": "8", "source": "/v1/jobs/0198c0de", "type": "job.failed", "subject": "0198c0de",
    "time": "2026-11-21T21:30:00Z",
    "data": [
        "status": "failed", "jobType": "video.analysis",
        "failure": ["code": "not_found", "message": "there is no <video> & no \"sound\"", "step": "video"],
    ],
]

/// The environment of an operator who set everything.
func environment(_ url: String = "smtp://127.0.0.1:1", project: String? = nil) -> StepEnvironment {
    StepEnvironment(
        variables: ["MILLRACE_SMTP_URL": url, "MILLRACE_MAIL_FROM": "Millrace <noreply@example.org>"],
        settings: project.map { ["project": .string($0)] } ?? [:])
}

func send(_ input: JSONValue, _ environment: StepEnvironment) async throws -> StepOutcome {
    try await StepHarness(environment: environment).run(NotifyEmailStep.self, with: input)
}

/// A project whose folder of templates holds these files.
func project(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(text, to: "templates/email/\(name)") }
    return folder
}
