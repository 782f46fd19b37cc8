extension ProjectReader {
    /// The tests of all files of `kind: tests`.
    /// - Parameters:
    ///   - names: of all pipelines; `nil` if nobody knows.
    ///   - routing: `nil` if it has mistakes: then nothing is said about who takes a job.
    func readTests(
        _ documents: [Document], of pipelines: [PipelineDefinition], named names: Set<String>?,
        routing: RoutingDefinition? = nil,
        _ diagnostics: inout [Diagnostic]
    ) -> [PipelineTest] {
        var firstPlaces: [String: Diagnostic.Note] = [:]
        var tests: [PipelineTest] = []
        for document in documents where document.kind == "tests" {
            var reader = TestReader(
                file: document.file, registry: registry, pipelines: pipelines, writtenNames: names,
                routing: routing, firstPlaces: firstPlaces)
            let (read, found) = reader.read(document.root)
            tests += read
            diagnostics += found
            firstPlaces = reader.firstPlaces
        }
        return tests
    }
}
