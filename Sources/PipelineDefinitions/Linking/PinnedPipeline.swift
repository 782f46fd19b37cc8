extension PipelineDefinition {
    /// Reads the text a job is pinned to, with that of the pipelines it uses. It was checked when it was first read, so
    /// plugins are not looked at.
    /// - Throws: the first ``Diagnostic`` if this version of the program cannot read it any more.
    public init(pinned text: String, name: String) throws {
        let documents = PipelineStream.documents(in: text)
        let own = try Self.read(documents[0], name: name)
        guard documents.count > 1 else {
            self = own
            return
        }
        var read: [String: PipelineDefinition] = [:]
        for document in documents.dropFirst() {
            let child = try Self.read(document, name: name)
            read[child.name] = child
        }
        var pinned = try own.linked(among: read, below: [], name)
        // What was pinned is the whole, byte for byte.
        pinned.text = text
        pinned.hash = PipelineStream.hash(of: text)
        self = pinned
    }

    private static func read(_ text: String, name: String) throws -> PipelineDefinition {
        let file = SourceFile(path: "\(name) (pinned)", text: text)
        let (root, found) = YAMLDocument.read(file)
        var diagnostics = found
        if let root {
            var reader = PipelineReader(file: file, registry: nil)
            let (pipeline, more) = reader.read(root)
            if let pipeline { return pipeline }
            diagnostics += more
        }
        throw diagnostics.first { $0.severity == .error } ?? refusal("E0112", "there is no pipeline", name)
    }

    /// - Parameter users: those that wait for it, from the top.
    private func linked(
        among read: [String: PipelineDefinition], below users: [String], _ pinned: String
    ) throws -> PipelineDefinition {
        let path = users + [name]
        let used = try usedPipelines.sorted().map { child in
            guard let definition = read[child] else {
                throw Self.refusal("E0601", "no pipeline is called `\(child)`", pinned)
            }
            guard !path.contains(child), path.count <= PipelineLinking.deepest else {
                throw Self.refusal("E1105", "pipelines use each other in a circle", pinned)
            }
            return try definition.linked(among: read, below: path, pinned)
        }
        return linked(with: used)
    }

    private static func refusal(_ code: String, _ message: String, _ name: String) -> Diagnostic {
        Diagnostic(
            code: code, message: message, file: "\(name) (pinned)", range: SourceRange(line: 1, column: 1, length: 1))
    }
}
