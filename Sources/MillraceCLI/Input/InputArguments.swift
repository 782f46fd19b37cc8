import Foundation
import JSONModel

/// Makes a payload from `--input key=value` words and `--payload`.
struct InputArguments {
    let schema: JSONValue

    /// - Throws: ``CommandFailure`` (usage) for a word without `=`, a repeated key or a payload that is no JSON object.
    func payload(words: [String], base: String?) throws -> JSONValue {
        var members = try base.map(parseBase) ?? [:]
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw CommandFailure(.usage, "`--input \(word)` is not of the form key=value")
            }
            let key = String(word[..<equals])
            guard members[key] == nil else { throw CommandFailure(.usage, "`\(key)` is given twice") }
            members[key] = value(String(word[word.index(after: equals)...]), for: key)
        }
        return .object(members)
    }

    private func parseBase(_ text: String) throws -> [String: JSONValue] {
        do {
            guard let members = try JSONValue(parsing: text).objectValue else {
                throw CommandFailure(.usage, "`--payload` must be a JSON object")
            }
            return members
        } catch let error as JSONParseError {
            throw CommandFailure(.usage, "\(error.code.rawValue): `--payload` is not JSON: \(error)")
        }
    }

    /// Text stays text unless the pipeline's input says that the key is something else. A local path given where a
    /// URI is asked for becomes a file URL, blanks and all.
    private func value(_ text: String, for key: String) -> JSONValue {
        let property = schema["properties"]?[key]
        if property?["type"]?.stringValue == "string" || property?["type"] == nil {
            return property?["format"] == "uri" ? .string(Self.uri(from: text)) : .string(text)
        }
        return (try? JSONValue(parsing: text)) ?? .string(text)
    }

    static func uri(from text: String) -> String {
        let scheme = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        let isURL = scheme.first?.isLetter == true && text[scheme.endIndex...].hasPrefix(":")
        guard !isURL, !text.isEmpty else { return text }
        return URL(filePath: text).absoluteURL.standardizedFileURL.absoluteString
    }
}
