import Foundation
import Mustache
import StepKit

/// A JSON value as Mustache reads it. For HTML every text is escaped here, scalar by scalar, and not by the library: it
/// looks at whole characters, and a quotation mark with a combining accent is none of those it knows.
struct TemplateValue {
    let isHTML: Bool

    func of(_ value: JSONValue) -> Any {
        switch value {
        case .null: NSNull()
        case .bool(let value): value
        case .int, .double: value.text()
        case .string(""): EmptyText()
        case .string(let text): show(text)
        case .array(let items): TemplateList(items: items.map { of($0) }, renderText: show(value.text()))
        case .object(let members):
            TemplateObject(members: members.mapValues { of($0) }, renderText: show(value.text()))
        }
    }

    private func show(_ text: String) -> String { isHTML ? text.escapedForHTML : text }
}

/// In sections as good as nothing.
private struct EmptyText: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

private struct TemplateObject: MustacheParent, MustacheCustomRenderable {
    let members: [String: Any]
    let renderText: String
    var isNull: Bool { false }

    func child(named name: String) -> Any? { members[name] }
}

private struct TemplateList: MustacheSequence, MustacheCustomRenderable {
    let items: [Any]
    let renderText: String
    var isNull: Bool { false }

    func makeIterator() -> IndexingIterator<[Any]> { items.makeIterator() }
}

extension String {
    fileprivate var escapedForHTML: String {
        var text = ""
        text.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
