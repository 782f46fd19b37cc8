import JSONModel
import PipelineDefinitions

/// Whether the environment has the secrets and variables that pipelines read.
struct EnvironmentCheck {
    private let secrets: [String]
    private let variables: [String]

    init(_ settings: Settings) {
        secrets = settings.secrets.keys.sorted()
        variables = settings.expressionVariables.keys.sorted()
    }

    func examine(_ project: Project) -> [Finding] {
        project.pipelines.flatMap { pipeline in
            missing(pipeline.neededSecrets, of: secrets, "secret", "MILLRACE_SECRET_", pipeline)
                + missing(pipeline.neededVariables, of: variables, "variable", "MILLRACE_VAR_", pipeline)
        }
    }

    private func missing(
        _ names: [String], of known: [String], _ word: String, _ prefix: String, _ pipeline: PipelineDefinition
    ) -> [Finding] {
        names.filter { !known.contains($0) }.map { name in
            let hint = Spelling.hint(Spelling.nearest(to: name, among: known))
            return Finding(
                verdict: .warn, subject: word,
                text: "pipeline `\(pipeline.name)` reads `\(name)`, which is not set\(hint)",
                remedy: "set \(prefix)\(name)")
        }
    }
}
