import Foundation

/// The program under test: `MILLRACE_BINARY`, or the one the package manager puts beside the test bundle.
enum MillraceBinary {
    struct Missing: Error {}

    static func path() throws -> String {
        if let path = ProcessInfo.processInfo.environment["MILLRACE_BINARY"] { return path }
        let starts = CommandLine.arguments.prefix(1) + [Bundle.main.bundlePath] + Bundle.allBundles.map(\.bundlePath)
        for start in starts {
            var folder = URL(filePath: start)
            while folder.pathComponents.count > 1 {
                folder.deleteLastPathComponent()
                let candidate = folder.appending(path: "millrace").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return candidate
                }
            }
        }
        throw Missing()
    }
}
