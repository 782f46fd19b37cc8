import Expressions
import JSONModel
import JSONSchemaValidation
import StepKit

/// Reads a file of `kind: pipeline`.
struct PipelineReader {
    static let keys = [
        "kind", "name", "description", "input", "deadline", "steps", "on_failure", "always", "output",
    ]
    /// In the order in which they run.
    static let stepLists = ["steps", "on_failure", "always"]

    private var reader: NodeReader
    private let registry: StepRegistry?
    private let siblings: PipelineSignatures
    /// What others see of the pipeline, also of one with mistakes.
    private(set) var signature = PipelineSignature()

    /// - Parameters:
    ///   - registry: the plugins to check against; `nil` for a pinned text, which was checked when it was read.
    ///   - siblings: the pipelines it may use.
    init(file: SourceFile, registry: StepRegistry?, siblings: PipelineSignatures = PipelineSignatures()) {
        reader = NodeReader(file: file)
        self.registry = registry
        self.siblings = siblings
    }

    /// The pipeline, if nothing is wrong with it, and what was found.
    mutating func read(_ root: YAMLNode) -> (PipelineDefinition?, [Diagnostic]) {
        let pipeline = readPipeline(root)
        return (reader.hasErrors ? nil : pipeline, reader.diagnostics)
    }

    private mutating func readPipeline(_ root: YAMLNode) -> PipelineDefinition? {
        guard let members = reader.members(of: root, "a pipeline", keys: Self.keys, required: ["name", "steps"]) else {
            return nil
        }
        let name = reader.id(members["name"]?.value, "a pipeline's name")
        let description = reader.text(members["description"]?.value, "description")
        let deadline = reader.duration(members["deadline"]?.value, "deadline")
        let inputNode = members["input"]?.value
        let input = readSchema(inputNode)
        let (steps, lateProgress) = readSteps(members, in: root)
        let output = members["output"].map { (value: reader.template($0.value), node: $0.value) }
        if let registry {
            let isReadAsMeant = checkKeywords(inputNode)
            let inputSchema = input == nil || !isReadAsMeant ? [:] : inputNode?.jsonValue ?? [:]
            signature = PipelineSignature(
                inputSchema: inputSchema, input: isReadAsMeant ? input : nil, deadline: deadline)
            let written = root.stepNodes.compactMap { $0["id"]?.scalar?.text }
            var check = TypeCheck(
                steps: steps, writtenIDs: Set(written), input: inputSchema, registry: registry, siblings: siblings)
            signature.output = check.run(output: output, &reader)
            report(lateProgress)
            TimeCheck(
                steps: steps, deadline: deadline, deadlineRange: members["deadline"]?.value.range, registry: registry
            ).run(&reader)
        } else {
            report(lateProgress)
        }
        guard let name, let input else { return nil }
        func definitions(_ section: StepSection) -> [StepDefinition] {
            steps.filter { $0.section == section }.map(\.definition)
        }
        return PipelineDefinition(
            name: name, description: description, inputSchema: inputNode?.jsonValue ?? [:], input: input,
            deadline: deadline, steps: definitions(.steps), onFailure: definitions(.onFailure),
            always: definitions(.always), output: output?.value, hash: PipelineStream.hash(of: reader.file.text),
            text: reader.file.text, ownText: reader.file.text)
    }

    private mutating func readSchema(_ node: YAMLNode?) -> JSONSchema? {
        do {
            return try JSONSchema(node?.jsonValue ?? [:])
        } catch {
            let range = node?.range(at: error.pointer) ?? SourceRange(line: 1, column: 1, length: 1)
            reader.error("E0208", "`input` is no JSON Schema: \(error.message)", at: range)
            return nil
        }
    }

    /// - Returns: whether the schema says what was meant; otherwise nothing is known of the input.
    private mutating func checkKeywords(_ node: YAMLNode?) -> Bool {
        guard let node else { return true }
        let count = reader.diagnostics.count
        SchemaKeywordCheck.run(node, &reader)
        return reader.diagnostics.count == count
    }

    /// Where steps stand in the wrong order, that is the cause.
    private mutating func report(_ lateProgress: [Diagnostic]) {
        guard !reader.diagnostics.contains(where: { $0.code == "E0404" }) else { return }
        for finding in lateProgress { reader.report(finding) }
    }

    private mutating func readSteps(
        _ members: [String: YAMLEntry], in root: YAMLNode
    ) -> ([LocatedStep], lateProgress: [Diagnostic]) {
        var steps = StepsReader(reader, root: root)
        steps.read(.steps, members["steps"]?.value, key: "steps")
        steps.read(.onFailure, members["on_failure"]?.value, key: "on_failure")
        steps.read(.always, members["always"]?.value, key: "always")
        reader = steps.reader
        return (steps.steps, steps.lateProgress)
    }
}
