import JSONModel

/// Whether the steps that use a database name one there is, and bind their values.
struct SQLStepCheck {
    static let plugins: Set<String> = ["sql.query", "sql.execute"]

    /// `nil` if the settings have mistakes.
    let databases: Set<String>?

    func run(_ project: LocatedProject) -> [Diagnostic] {
        project.pipelines.filter { $0.definition?.isGenerated != true }.flatMap { pipeline in
            var reader = NodeReader(file: pipeline.file)
            for step in pipeline.stepNodes { check(step, &reader) }
            return reader.diagnostics
        }
    }

    private func check(_ step: YAMLNode, _ reader: inout NodeReader) {
        guard let plugin = step["uses"]?.scalar?.text, Self.plugins.contains(plugin), let with = step["with"] else {
            return
        }
        if let database = with["database"] { reader.checkDatabase(database, among: databases) }
        guard let sql = with["sql"] else { return }
        let parameters = with["parameters"]
        reader.checkSQL(sql, parameters: parameters == nil ? [] : parameters?.items)
    }
}
