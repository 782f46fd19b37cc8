extension ProjectReader {
    /// The tests of all files of `kind: tests`.
    func readTests(
        _ documents: [Document], of pipelines: [PipelineDefinition], _ diagnostics: inout [Diagnostic]
    ) -> [PipelineTest] {
        []
    }
}
