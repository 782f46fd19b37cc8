import Foundation

enum AbsolutePath {
    static func of(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}
