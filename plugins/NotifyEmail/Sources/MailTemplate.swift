import Mustache
import StepKit

/// The three templates of one kind of mail.
struct MailTemplate: Sendable {
    enum Format: String, Sendable, CaseIterable { case subject, text, html }

    let subject: TemplateText
    let text: TemplateText
    let html: TemplateText?

    /// - Throws: `template_invalid` that names the template, the line and the variable.
    func render(_ values: JSONValue) throws(StepFailure) -> RenderedMail {
        RenderedMail(
            subject: try subject.render(values).onOneLine, text: try text.render(values),
            html: try html.map { html throws(StepFailure) in try html.render(values) })
    }
}

struct RenderedMail: Sendable, Hashable {
    var subject: String
    let text: String
    let html: String?
}

/// One template, compiled.
struct TemplateText: Sendable {
    /// What a mail can speak of; a root with no members listed may have any.
    private static let roots: [String: Set<String>] = [
        "name": [], "to": [], "event": [], "failure": [], "data": [],
        "job": ["id", "type", "status", "creator", "attempt"],
    ]

    /// As errors call it.
    let source: String
    private let nodes: [TemplateNode]
    private let template: MustacheTemplate
    private let isHTML: Bool

    /// - Throws: `template_invalid`.
    init(_ text: String, format: MailTemplate.Format, source: String) throws(StepFailure) {
        self.source = source
        isHTML = format == .html
        do throws(TemplateProblem) {
            nodes = try TemplateScanner.scan(text)
            try TemplateChecker.check(nodes, roots: Self.roots)
        } catch {
            throw Self.failure(error, source)
        }
        do {
            // Values are escaped before the library sees them. The pragma stands before the first line's text, so that
            // lines keep their numbers.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
        } catch let error as MustacheTemplate.ParserError {
            let problem = TemplateProblem(line: error.context.lineNumber, message: "this is not Mustache")
            throw Self.failure(problem, source)
        } catch {
            throw Self.failure(TemplateProblem(line: 1, message: "this is not Mustache"), source)
        }
    }

    /// - Throws: `template_invalid` for a variable that there is not.
    func render(_ values: JSONValue) throws(StepFailure) -> String {
        do throws(TemplateProblem) {
            try TemplateChecker.check(nodes, against: values)
        } catch {
            throw Self.failure(error, source)
        }
        return template.render(TemplateValue(isHTML: isHTML).of(values))
    }

    private static func failure(_ problem: TemplateProblem, _ source: String) -> StepFailure {
        StepFailure(
            .templateInvalid, "\(source), line \(problem.line): \(problem.message)",
            details: ["template": .string(source), "line": .int(Int64(problem.line))])
    }
}

extension String {
    /// For a header: what would end a line, or is none of a text, becomes one blank. At most 250 characters.
    fileprivate var onOneLine: String {
        let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
            let isLineEnd = scalar.value == 0x2028 || scalar.value == 0x2029
            return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || isLineEnd ? " " : scalar
        }
        let words = String(String.UnicodeScalarView(scalars)).split(separator: " ").joined(separator: " ")
        return words.count <= 250 ? words : words.prefix(249) + "…"
    }
}
