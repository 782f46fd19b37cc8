/// The mails that need no file: how a job ended.
enum BuiltInTemplates {
    static let all: [String: [MailTemplate.Format: String]] = [
        "job_completed": [
            .subject: "Your job {{job.type}} is done",
            .text: """
            Hello{{#name}} {{name}}{{/name}},

            your job {{job.type}} is done.

            Job:      {{job.id}}
            Finished: {{event.time}}

            You get this mail because you asked to hear about your jobs.

            """,
            .html: page("Your job is done", color: "#1a7f37", more: ""),
        ],
        "job_failed": [
            .subject: "Your job {{job.type}} did not succeed ({{job.status}})",
            .text: """
            Hello{{#name}} {{name}}{{/name}},

            your job {{job.type}} did not succeed: its status is {{job.status}}.
            {{#failure.message}}

            Reason:   {{failure.message}}
            {{/failure.message}}

            Job:      {{job.id}}
            Finished: {{event.time}}

            You get this mail because you asked to hear about your jobs.

            """,
            .html: page(
                "Your job did not succeed", color: "#b42318",
                more: """
                        <tr><td>Status</td><td>{{job.status}}</td></tr>
                        {{#failure.message}}
                        <tr><td>Reason</td><td>{{failure.message}}</td></tr>
                        {{/failure.message}}

                    """),
        ],
    ]

    private static func page(_ title: String, color: String, more: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>\(title)</title></head>
        <body style="font-family: sans-serif; line-height: 1.5; color: #1f2328">
          <h1 style="font-size: 1.25rem; color: \(color)">\(title)</h1>
          <p>Hello{{#name}} {{name}}{{/name}},</p>
          <table cellpadding="4">
            <tr><td>Job type</td><td>{{job.type}}</td></tr>
            <tr><td>Job</td><td>{{job.id}}</td></tr>
        \(more)    <tr><td>Finished</td><td>{{event.time}}</td></tr>
          </table>
          <p style="color: #59636e">You get this mail because you asked to hear about your jobs.</p>
        </body>
        </html>

        """
    }
}
