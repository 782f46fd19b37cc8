extension LocatedProject {
    /// The pipelines that no file holds, and the names of those that have mistakes.
    var generatedNames: [String] { pipelines.filter { $0.definition?.isGenerated == true }.map(\.name) }
}
