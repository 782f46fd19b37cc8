import Foundation

/// Where a project's files come from: a folder, or texts that a request or a test holds.
public struct ProjectSource: Sendable {
    /// The YAML files of `pipelines/`, sorted; `nil` if there is no such folder.
    let pipelineFiles: @Sendable () -> [String]?
    /// - Throws: a ``Diagnostic`` (`E0002`, `E0112`, `E0114`); gives `nil` for a file that is not there.
    let read: @Sendable (_ path: String) throws(Diagnostic) -> SourceFile?
    /// What a sentence calls the place.
    let name: String

    static func isPipelineFile(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    /// The folder that holds `pipelines/`.
    public static func folder(_ folder: String) -> ProjectSource {
        ProjectSource {
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder + "/pipelines")
            return names?.filter(isPipelineFile).sorted().map { "pipelines/" + $0 }
        } read: { path throws(Diagnostic) in
            let file = folder + "/" + path
            // Asked of the link itself: one that leads nowhere is a file that cannot be read.
            guard (try? FileManager.default.attributesOfItem(atPath: file)) != nil else { return nil }
            guard let bytes = contents(file) else {
                throw Diagnostic(
                    code: "E0002", message: "this file cannot be read", file: path,
                    range: SourceRange(line: 1, column: 1, length: 1))
            }
            return try SourceFile(path: path, bytes: bytes)
        } name: {
            folder
        }
    }

    /// Texts by path, such as `pipelines/report.yaml`.
    public static func texts(_ texts: [String: String]) -> ProjectSource {
        ProjectSource {
            let names = texts.keys.filter { $0.hasPrefix("pipelines/") && isPipelineFile($0) }
            return names.isEmpty ? nil : names.sorted()
        } read: { path throws(Diagnostic) in
            guard let text = texts[path] else { return nil }
            return try SourceFile(path: path, bytes: Array(text.utf8))
        } name: {
            "the request"
        }
    }

    /// The same files, some with other texts.
    func replacing(_ texts: [String: String]) -> ProjectSource {
        guard !texts.isEmpty else { return self }
        return ProjectSource(pipelineFiles: pipelineFiles) { [read] path throws(Diagnostic) in
            guard let text = texts[path] else { return try read(path) }
            return try SourceFile(path: path, bytes: Array(text.utf8))
        } name: {
            name
        }
    }

    /// `nil` for what is no ordinary file, too.
    private static func contents(_ path: String) -> [UInt8]? {
        let url = URL(filePath: path).resolvingSymlinksInPath()
        guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { return nil }
        return (try? Data(contentsOf: url)).map { [UInt8]($0) }
    }

    private init(
        pipelineFiles: @escaping @Sendable () -> [String]?,
        read: @escaping @Sendable (String) throws(Diagnostic) -> SourceFile?, name: () -> String
    ) {
        self.pipelineFiles = pipelineFiles
        self.read = read
        self.name = name()
    }
}
