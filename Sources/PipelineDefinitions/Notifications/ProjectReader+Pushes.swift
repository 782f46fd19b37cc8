import JSONModel
import StepKit

extension ProjectReader {
    /// Puts a pipeline of one step in the place of each `push` of the files of `kind: routing`.
    /// - Returns: the names of these pipelines.
    func readPushes(
        _ documents: inout [Document], into project: inout LocatedProject, _ diagnostics: inout [Diagnostic]
    ) -> Set<String> {
        var names: Set<String> = []
        for index in documents.indices where documents[index].kind == "routing" {
            let file = documents[index].file
            var expansion = PushExpansion(file: file, taken: Set(project.pipelines.map(\.name)))
            documents[index].root = expansion.replacingPushes(in: documents[index].root)
            diagnostics += expansion.reader.diagnostics
            names.formUnion(expansion.names)
            for root in expansion.pipelines {
                let (pipeline, found) = GeneratedPipeline(root: root, file: file).read(registry)
                diagnostics += found
                project.pipelines += [pipeline].compactMap(\.self)
            }
        }
        return names
    }
}
