import Foundation
import JSONModel

/// A JSON file somebody names at the command line.
enum JSONFile {
    /// - Throws: ``CommandFailure``: not able to work if it cannot be read, `broken` if it is no JSON.
    static func read(_ path: String, whenBroken broken: ExitStatus = .findings) throws -> JSONValue {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw CommandFailure(.unableToWork, "not_found: \(path) cannot be read")
        }
        do {
            return try JSONValue(parsing: data)
        } catch {
            let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
            let hint = isYAML ? "; YAML is checked by `millrace validate`" : ""
            throw CommandFailure(broken, "\(error.code.rawValue): \(path): \(error)\(hint)")
        }
    }
}
