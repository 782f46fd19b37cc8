import Foundation
import JSONModel

/// A JSON file somebody names at the command line.
enum JSONFile {
    static func read(_ path: String) throws -> JSONValue {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw CommandFailure(.unableToWork, "not_found: \(path) cannot be read")
        }
        do {
            return try JSONValue(parsing: data)
        } catch {
            throw CommandFailure(.findings, "\(error.code.rawValue): \(path): \(error)")
        }
    }
}
