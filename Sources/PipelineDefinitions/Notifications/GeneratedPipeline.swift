import JSONModel
import StepKit

/// A pipeline that something shorter in a file stands for.
struct GeneratedPipeline {
    /// Nodes with places in the file.
    let root: YAMLNode
    let file: SourceFile

    /// Read by the ordinary reader, which then speaks of the file's own lines.
    func read(_ registry: StepRegistry) -> (LocatedPipeline?, [Diagnostic]) {
        // What a job is pinned to is not the file, but a text that says the same as these nodes.
        let text = root.jsonValue.text(pretty: true) + "\n"
        var reader = PipelineReader(file: SourceFile(path: file.path, text: text), registry: registry)
        var (definition, diagnostics) = reader.read(root)
        definition?.isGenerated = true
        let unwritten = Set(root.unwrittenRanges)
        return (
            LocatedPipeline(definition, file: file, root: root),
            diagnostics.map { Self.withoutFix($0, of: unwritten) }
        )
    }

    /// A fix can only change what stands in the file.
    private static func withoutFix(_ diagnostic: Diagnostic, of unwritten: Set<SourceRange>) -> Diagnostic {
        guard let fix = diagnostic.fix, fix.edits.contains(where: { unwritten.contains($0.range) }) else {
            return diagnostic
        }
        return Diagnostic(
            diagnostic.severity, code: diagnostic.code, message: diagnostic.message, file: diagnostic.file,
            range: diagnostic.range, label: diagnostic.label, help: diagnostic.help, notes: diagnostic.notes)
    }
}

extension YAMLNode {
    /// Where scalars were made that no file holds.
    fileprivate var unwrittenRanges: [SourceRange] {
        switch content {
        case .scalar(let scalar): scalar.source.isEmpty ? [range] : []
        case .sequence(let items): items.flatMap(\.unwrittenRanges)
        case .mapping(let entries): entries.flatMap(\.value.unwrittenRanges)
        }
    }
}
