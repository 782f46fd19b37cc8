import Foundation
import StepKit

/// Names and values as a query and a form write them.
enum FormText {
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    /// `a=1&b=x%20y`, by name; a list gives a pair for each item, null none.
    static func of(_ members: [String: JSONValue]) throws(StepFailure) -> String {
        var pairs: [String] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            for item in value.arrayValue ?? [value] {
                guard let text = try text(of: item, named: name) else { continue }
                pairs.append("\(encode(name))=\(encode(text))")
            }
        }
        return pairs.joined(separator: "&")
    }

    /// The URL with these pairs behind those it has.
    static func url(_ url: String, adding query: [String: JSONValue]) throws(StepFailure) -> String {
        let pairs = try of(query)
        guard !pairs.isEmpty else { return url }
        let base = url.prefix { $0 != "#" }
        return base + (base.contains("?") ? "&" : "?") + pairs
    }

    private static func text(of value: JSONValue, named name: String) throws(StepFailure) -> String? {
        switch value {
        case .null: return nil
        case .string(let text): return text
        case .array, .object: throw StepFailure(.invalidPayload, "`\(name)` is neither text, a number nor a boolean")
        default: return value.text()
        }
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
