import Foundation
import StepKit

/// All templates by name: those built in, and those of the project, which come first. Compiled once, at start-up.
struct MailTemplates: Sendable {
    static let folder = "templates/email"
    private static let mostBytes = 256 * 1024

    private let templates: [String: MailTemplate]

    /// - Parameter project: the folder that may hold `templates/email/NAME.{subject,text,html}.mustache`.
    /// - Throws: `template_invalid` for the first template that can never work.
    init(project: String?) throws(StepFailure) {
        var sources: [String: [MailTemplate.Format: (text: String, source: String)]] = [:]
        for (name, texts) in BuiltInTemplates.all {
            for (format, text) in texts { sources[name, default: [:]][format] = (text, "built-in \(name).\(format)") }
        }
        for file in try project.map({ project throws(StepFailure) in try Self.files(in: project) }) ?? [] {
            sources[file.name, default: [:]][file.format] = (file.text, file.source)
        }
        var templates: [String: MailTemplate] = [:]
        for (name, texts) in sources.sorted(by: { $0.key < $1.key }) {
            templates[name] = try Self.template(name, texts)
        }
        self.templates = templates
    }

    /// - Throws: `not_found`, with what was probably meant.
    func named(_ name: String) throws(StepFailure) -> MailTemplate {
        guard let template = templates[name] else {
            let hint = Spelling.hint(Spelling.nearest(to: name, among: templates.keys))
            throw StepFailure(.notFound, "there is no mail template `\(name)`\(hint)")
        }
        return template
    }

    /// The template for an event: the one of its type's name, else the one for how the job ended.
    func name(for event: JSONValue) throws(StepFailure) -> String {
        let type = event["type"]?.stringValue ?? ""
        let name = type.replacing(".", with: "_")
        if templates[name] != nil { return name }
        switch event["data"]?["status"]?.stringValue {
        case "completed": return "job_completed"
        case "failed", "timeout", "cancelled": return "job_failed"
        default:
            throw StepFailure(
                .invalidPayload, "there is no mail template for events of the type `\(type)`: name one in `template`")
        }
    }

    private static func template(
        _ name: String, _ texts: [MailTemplate.Format: (text: String, source: String)]
    ) throws(StepFailure) -> MailTemplate {
        var compiled: [MailTemplate.Format: TemplateText] = [:]
        for format in MailTemplate.Format.allCases {
            guard let (text, source) = texts[format] else { continue }
            compiled[format] = try TemplateText(text, format: format, source: source)
        }
        guard let subject = compiled[.subject], let text = compiled[.text] else {
            let missing = compiled[.subject] == nil ? "subject" : "text"
            throw StepFailure(
                .templateInvalid, "the mail template `\(name)` lacks \(folder)/\(name).\(missing).mustache")
        }
        return MailTemplate(subject: subject, text: text, html: compiled[.html])
    }

    private struct TemplateFile {
        let name: String
        let format: MailTemplate.Format
        let text: String
        let source: String
    }

    private static func files(in project: String) throws(StepFailure) -> [TemplateFile] {
        let path = "\(project)/\(folder)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var files: [TemplateFile] = []
        for name in names.sorted() where name.hasSuffix(".mustache") && !name.hasPrefix(".") {
            files.append(try file(name, in: path))
        }
        return files
    }

    private static func file(_ name: String, in path: String) throws(StepFailure) -> TemplateFile {
        let source = "\(folder)/\(name)"
        let words = name.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count == 3, let format = MailTemplate.Format(rawValue: String(words[1])), isName(words[0]) else {
            throw StepFailure(
                .templateInvalid, "\(source): a template's file is called NAME.subject|text|html.mustache")
        }
        guard let data = FileManager.default.contents(atPath: "\(path)/\(name)"), data.count <= mostBytes,
            let text = String(validating: data, as: UTF8.self)
        else {
            throw StepFailure(.templateInvalid, "\(source): this is no UTF-8 text of at most \(mostBytes / 1024) KiB")
        }
        return TemplateFile(name: String(words[0]), format: format, text: text, source: source)
    }

    private static func isName(_ text: Substring) -> Bool {
        text.first?.isNumber == false
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
    }
}
