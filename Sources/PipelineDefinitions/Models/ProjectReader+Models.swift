import JSONModel
import ModelCatalogue

extension ProjectReader {
    /// The project's catalogue as JSON, checked also against the models that pipelines name; `nil` without one.
    func readModels(
        _ documents: [Document], _ pipelines: [LocatedPipeline], _ diagnostics: inout [Diagnostic]
    ) -> JSONValue? {
        let files = documents.filter { $0.kind == "models" }
        guard let first = files.first else { return nil }
        for other in files.dropFirst() { diagnostics.append(Self.second(other, after: first)) }
        var reader = ModelsReader(file: first.file)
        let (catalogue, found) = reader.read(first.root)
        diagnostics += found
        guard let catalogue else { return nil }
        diagnostics += ModelUseCheck(catalogue: catalogue).run(pipelines)
        return catalogue.json
    }

    private static func second(_ other: Document, after first: Document) -> Diagnostic {
        Diagnostic(
            code: "E0212", message: "there are two files of `kind: models`", file: other.file.path,
            range: other.root["kind"]?.range ?? other.root.range, help: "put everything into one of them",
            notes: [
                .init(
                    message: "the first one", file: first.file.path,
                    range: first.root["kind"]?.range ?? first.root.range)
            ])
    }
}
