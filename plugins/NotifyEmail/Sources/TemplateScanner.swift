import StepKit

/// A tag of a template, with where it stands.
indirect enum TemplateNode: Sendable {
    case variable(TemplateName)
    case section(TemplateName, isInverted: Bool, [TemplateNode])
}

/// A name as it is written in a tag.
struct TemplateName: Sendable, Hashable {
    let text: String
    /// From 1.
    let line: Int

    /// Empty for `.`, the current item.
    var path: [String] { text == "." ? [] : text.split(separator: ".").map(String.init) }
}

/// What is wrong with a template, and where.
struct TemplateProblem: Error, Hashable {
    let line: Int
    let message: String
}

/// Reads the tags of the part of Mustache that mails use: variables, sections, inverted sections and comments. What
/// could leave the escaping, or names that cannot be checked, is refused.
struct TemplateScanner {
    static let deepest = 32

    private var rest: Substring
    private var line = 1

    static func scan(_ text: String) throws(TemplateProblem) -> [TemplateNode] {
        var scanner = TemplateScanner(rest: text[...])
        return try scanner.nodes(in: nil, depth: 0)
    }

    private init(rest: Substring) {
        self.rest = rest
    }

    private mutating func nodes(in section: TemplateName?, depth: Int) throws(TemplateProblem) -> [TemplateNode] {
        guard depth <= Self.deepest else { throw problem("sections are nested deeper than \(Self.deepest)") }
        var nodes: [TemplateNode] = []
        while let tag = try nextTag() {
            switch tag.first {
            case "!": continue
            case "#": nodes.append(try self.section(tag.dropFirst(), isInverted: false, depth))
            case "^": nodes.append(try self.section(tag.dropFirst(), isInverted: true, depth))
            case "/":
                let name = try name(tag.dropFirst())
                guard let section, name.text == section.text else {
                    throw problem("`{{/\(name.text)}}` ends no section that is open here")
                }
                return nodes
            case "{", "&": throw problem("a raw value is not allowed in a mail: write `{{name}}`")
            case ">", "<", "$", "*": throw problem("partials and blocks are not supported in mail templates")
            case "=", "%": throw problem("delimiters and settings cannot be changed in mail templates")
            default: nodes.append(.variable(try name(tag)))
            }
        }
        if let section {
            throw TemplateProblem(line: section.line, message: "the section `{{#\(section.text)}}` is never ended")
        }
        return nodes
    }

    private mutating func section(
        _ tag: Substring, isInverted: Bool, _ depth: Int
    ) throws(TemplateProblem) -> TemplateNode {
        let name = try name(tag)
        return .section(name, isInverted: isInverted, try nodes(in: name, depth: depth + 1))
    }

    /// What stands between the next `{{` and its `}}`; `nil` at the end.
    private mutating func nextTag() throws(TemplateProblem) -> Substring? {
        guard let open = rest.firstRange(of: "{{") else { return nil }
        pass(open.upperBound)
        guard let close = rest.firstRange(of: "}}") else { throw problem("a tag is not closed with `}}`") }
        let tag = rest[..<close.lowerBound]
        guard !tag.contains("{{") || tag.first == "!" else { throw problem("a tag is not closed with `}}`") }
        defer { pass(close.upperBound) }
        return tag.drop(while: \.isWhitespace)
    }

    private mutating func pass(_ index: Substring.Index) {
        line += rest[..<index].count { $0.isNewline }
        rest = rest[index...]
    }

    private func name(_ tag: Substring) throws(TemplateProblem) -> TemplateName {
        let text = tag.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPath = words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { $0.isNameByte }
        }
        guard text == "." || isPath else { throw problem("`\(text)` is no name such as `job.id`") }
        return TemplateName(text: text, line: line)
    }

    private func problem(_ message: String) -> TemplateProblem { TemplateProblem(line: line, message: message) }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "-")
    }
}
