import StepKit
import TestSupport
import Testing

@testable import NotifyEmailStep

@Suite("Mail templates")
struct TemplateTests {
    private func render(
        _ text: String, _ values: JSONValue, _ format: MailTemplate.Format = .text
    ) throws -> String {
        try TemplateText(text, format: format, source: "t").render(values)
    }

    private func complaint(_ body: () throws -> Void) -> String? {
        let failure = #expect(throws: StepFailure.self) { try body() }
        #expect(failure?.code == .templateInvalid)
        return failure?.message
    }

    @Test(
        "variables, sections and lists are filled in",
        arguments: [
            ("{{name}}", "Ada"), ("{{ data.n }} {{data.f}} {{data.yes}}", "1 0.5 true"),
            ("{{#data.list}}{{.}},{{/data.list}}", "a,b,"),
            ("{{#data.items}}{{n}}{{name}} {{/data.items}}", "1Ada 2Bob "),
            ("{{^data.none}}no{{/data.none}}{{#data.none}}yes{{/data.none}}", "no"), ("{{! a note }}x", "x"),
            ("{{#data.absent}}x{{/data.absent}}", ""), ("{{^data.absent}}x{{/data.absent}}", "x"),
            ("{{data.none}}{{data.empty}}|{{#data.empty}}x{{/data.empty}}", "|"),
            ("{{data.list}}", "[\"a\",\"b\"]"), ("{{#data}}{{n}}{{#yes}}!{{/yes}}{{/data}}", "1!"),
            ("a < b & \"c\" {{name}}", "a < b & \"c\" Ada"),
        ])
    func fills(template: String, text: String) throws {
        let values: JSONValue = [
            "name": "Ada",
            "data": [
                "n": 1, "f": 0.5, "yes": true, "none": nil, "empty": "", "list": ["a", "b"],
                "items": [["n": 1], ["n": 2, "name": "Bob"]],
            ],
        ]
        #expect(try render(template, values) == text)
    }

    @Test(
        "HTML is escaped whatever stands beside it, text is not",
        arguments: [
            ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"), ("\"\u{301} onload=x", "&quot;\u{301} onload=x"),
            ("<\u{338}script>", "&lt;\u{338}script&gt;"), ("&lt;", "&amp;lt;"),
        ])
    func escapes(text: String, html: String) throws {
        let values: JSONValue = ["name": .string(text), "data": ["x": [.string(text)]]]
        let found = try render("<p title=\"{{name}}\">{{#data.x}}{{.}}{{/data.x}}</p>", values, .html)
        #expect(Array(found.unicodeScalars) == Array("<p title=\"\(html)\">\(html)</p>".unicodeScalars))
        #expect(try render("{{name}}", values, .text) == text)
        #expect(
            try render("{{data.x}}", values, .html).unicodeScalars.contains { "<>\"".unicodeScalars.contains($0) }
                == false)
    }

    @Test(
        "an unknown variable is named with its template, its line and what was meant",
        arguments: [
            ("a\n\n{{nmae}}", "t, line 3: there is no variable `nmae`; did you mean `name`?"),
            ("{{job.typ}}", "t, line 1: there is no variable `job.typ`; did you mean `job.type`?"),
            ("{{#nobody}}{{/nobody}}", "t, line 1: there is no variable `nobody`"),
            (
                "{{^failure}}\n{{evnt.id}}{{/failure}}",
                "t, line 2: there is no variable `evnt.id`; did you mean `event.id`?"
            ),
        ])
    func unknownAtStart(template: String, message: String) {
        #expect(complaint { _ = try TemplateText(template, format: .text, source: "t") } == message)
    }

    @Test(
        "what only the values can tell is told when they come",
        arguments: [
            ("{{data.scnes}}", "t, line 1: there is no variable `data.scnes`; did you mean `data.scenes`?"),
            ("\n{{#data}}{{scense}}{{/data}}", "t, line 2: there is no variable `scense`; did you mean `scenes`?"),
            ("{{data.scenes.x}}", "t, line 1: there is no variable `data.scenes.x`"),
            ("{{#data.list}}{{x}}{{/data.list}}", "t, line 1: there is no variable `x`"),
        ])
    func unknownLater(template: String, message: String) throws {
        let compiled = try TemplateText(template, format: .text, source: "t")
        #expect(complaint { _ = try compiled.render(["data": ["scenes": 6, "list": [1]]]) } == message)
    }

    @Test(
        "a broken template is refused with its line",
        arguments: [
            ("a\n{{name", 2, "not closed"), ("{{#data}}\nx", 1, "never ended"), ("x\n{{/data}}", 2, "ends no section"),
            ("{{#data}}{{/name}}", 1, "ends no section"), ("{{{name}}}", 1, "raw"), ("{{&name}}", 1, "raw"),
            ("{{>footer}}", 1, "partials"), ("{{=<% %>=}}", 1, "delimiters"), ("{{}}", 1, "no name"),
            ("{{a b}}", 1, "no name"), ("{{uppercased(name)}}", 1, "no name"), ("{{a {{name}}", 1, "not closed"),
            (String(repeating: "{{#data}}", count: 40), 1, "deeper"), ("{{%CONTENT_TYPE:TEXT}}", 1, "settings"),
        ])
    func broken(template: String, line: Int, words: String) {
        let message = complaint { _ = try TemplateText(template, format: .html, source: "t") }
        #expect(message?.hasPrefix("t, line \(line): ") == true && message?.contains(words) == true, "\(message ?? "")")
    }

    @Test("a subject is one line of bounded length")
    func subjects() throws {
        let template = MailTemplate(
            subject: try TemplateText("{{name}}", format: .subject, source: "s"),
            text: try TemplateText("{{name}}", format: .text, source: "t"), html: nil)
        let name = "a\r\nBcc: eve@example.org\0\u{2028}b" + String(repeating: "x", count: 400)
        let mail = try template.render(["name": .string(name)])
        #expect(mail.subject.hasPrefix("a Bcc: eve@example.org bxxx") && mail.subject.count == 250)
        #expect(mail.text == name && mail.html == nil)
    }

    @Test("the built-in templates speak of every event a job can end with", arguments: [completed, failed])
    func builtIn(event: JSONValue) throws {
        let templates = try MailTemplates(project: nil)
        let template = try templates.named(try templates.name(for: event))
        let mail = try template.render(MailValues.of(event: event, name: "Ada", to: ["ada@example.org"], data: nil))
        #expect(mail.subject.contains("video.analysis") && mail.text.contains("Hello Ada,"))
        #expect(mail.text.contains("0198c0de") && mail.html?.contains("0198c0de") == true)
        #expect(!mail.text.contains("\n\n\n"))
        let hasReason = event["type"] == "job.failed"
        #expect(mail.text.contains("there is no <video> & no \"sound\"") == hasReason)
        #expect(mail.html?.contains("there is no &lt;video&gt; &amp; no &quot;sound&quot;") == hasReason)
        _ = try template.render(MailValues.of(event: .null, name: nil, to: [], data: nil))
    }

    @Test("a project's files replace the built-in ones one by one, and add their own")
    func overrides() throws {
        let folder = try project([
            "job_completed.subject.mustache": "Fertig: {{job.type}}", "video_analysed.subject.mustache": "S",
            "video_analysed.text.mustache": "{{data.scenes}} scenes", "notes.txt": "{{nothing}}",
        ])
        let templates = try MailTemplates(project: folder.path)
        let values = MailValues.of(event: completed, name: nil, to: [], data: ["scenes": 6])
        #expect(try templates.named("job_completed").render(values).subject == "Fertig: video.analysis")
        #expect(try templates.named("job_completed").html != nil)
        #expect(try templates.name(for: ["type": "video.analysed"]) == "video_analysed")
        #expect(
            try templates.named("video_analysed").render(values)
                == RenderedMail(subject: "S", text: "6 scenes", html: nil))
    }

    @Test(
        "a file that can never work stops the start",
        arguments: [
            (
                "job_completed.html.mustache", "\n{{nam}}",
                "templates/email/job_completed.html.mustache, line 2: there is no variable `nam`; did you mean `name`?"
            ),
            ("welcome.subject.mustache", "Hi", "lacks templates/email/welcome.text.mustache"),
            ("welcome.txt.mustache", "Hi", "NAME.subject|text|html.mustache"),
            ("Welcome.text.mustache", "Hi", "NAME.subject|text|html.mustache"),
            ("job_failed.text.mustache", String(repeating: "x", count: 300_000), "256 KiB"),
        ])
    func badFiles(name: String, text: String, words: String) throws {
        let folder = try project([name: text])
        let failure = #expect(throws: StepFailure.self) {
            try NotifyEmailStep(environment: environment(project: folder.path))
        }
        #expect(
            failure?.code == .templateInvalid && failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }
}
