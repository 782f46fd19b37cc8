import JSONModel
import StepKit

/// Reads a file of `kind: tests`.
struct TestReader {
    static let keys = ["kind", "pipeline", "tests"] + sharedKeys
    /// What all tests of a file may share, and each may have for itself.
    static let sharedKeys = ["input", "job", "env", "secrets", "mocks"]
    static let testKeys = ["name", "cancel_after", "stop_after", "expect"] + sharedKeys

    var reader: NodeReader
    let registry: StepRegistry
    /// Those without mistakes.
    let pipelines: [PipelineDefinition]
    /// The names of all, those with mistakes too; `nil` if nobody knows.
    let writtenNames: Set<String>?
    /// `nil` if nobody knows.
    let routing: RoutingDefinition?
    /// Where each test was first named, by pipeline and name, in this file or one before.
    private(set) var firstPlaces: [String: Diagnostic.Note]
    /// `nil` if it has mistakes of its own: then nothing is said about what depends on it.
    var pipeline: PipelineDefinition?

    init(
        file: SourceFile, registry: StepRegistry, pipelines: [PipelineDefinition], writtenNames: Set<String>?,
        routing: RoutingDefinition?, firstPlaces: [String: Diagnostic.Note] = [:]
    ) {
        reader = NodeReader(file: file)
        self.registry = registry
        self.pipelines = pipelines
        self.writtenNames = writtenNames
        self.routing = routing
        self.firstPlaces = firstPlaces
    }

    mutating func read(_ root: YAMLNode) -> ([PipelineTest], [Diagnostic]) {
        guard
            let members = reader.members(
                of: root, "a file of tests", keys: Self.keys, required: ["pipeline", "tests"]),
            let name = readPipeline(members["pipeline"]?.value), let node = members["tests"]?.value
        else { return ([], reader.diagnostics) }
        guard let items = node.items else {
            reader.error("E0204", "`tests` must be a list", at: node.range, help: "put `- ` before each test")
            return ([], reader.diagnostics)
        }
        if items.isEmpty { reader.error("E0203", "`tests` is empty", at: node.range) }
        let shared = readShared(members)
        let tests = items.compactMap { readTest($0, of: name, shared) }
        return (reader.hasErrors ? [] : tests, reader.diagnostics)
    }

    private mutating func readPipeline(_ node: YAMLNode?) -> String? {
        guard let node, let name = reader.text(node, "pipeline") else { return nil }
        pipeline = pipelines.first { $0.name == name }
        if let writtenNames, !writtenNames.contains(name) {
            let nearest = Spelling.nearest(to: name, among: writtenNames)
            let all = writtenNames.sorted().joined(separator: ", ")
            reader.error(
                "E0801", "no pipeline is called `\(name)`\(Spelling.hint(nearest))", at: node.range,
                help: nearest.map { "write `\($0)`" } ?? (all.isEmpty ? nil : "there are: \(all)"))
        }
        return name
    }

    /// What a test takes from its file or says itself.
    struct Shared {
        var input: YAMLNode?
        var job: YAMLNode?
        var variables: [String: String] = [:]
        var secrets: [String: String] = [:]
        var mocks: [String: StepMock] = [:]
    }

    private mutating func readShared(
        _ members: [String: YAMLEntry], over file: Shared = Shared()
    ) -> Shared {
        var shared = file
        shared.input = members["input"]?.value ?? file.input
        shared.job = members["job"]?.value ?? file.job
        shared.variables.merge(readTexts(members["env"]?.value, "env")) { $1 }
        shared.secrets.merge(readTexts(members["secrets"]?.value, "secrets")) { $1 }
        shared.mocks.merge(readMocks(members["mocks"]?.value)) { $1 }
        return shared
    }

    private mutating func readTexts(_ node: YAMLNode?, _ name: String) -> [String: String] {
        guard let node else { return [:] }
        guard let entries = node.entries else {
            reader.error("E0204", "`\(name)` must be a map of names and texts", at: node.range)
            return [:]
        }
        var texts: [String: String] = [:]
        for entry in entries { texts[entry.key] = reader.text(entry.value, entry.key) }
        return texts
    }

    private mutating func readTest(_ node: YAMLNode, of pipelineName: String, _ file: Shared) -> PipelineTest? {
        guard
            let members = reader.members(of: node, "a test", keys: Self.testKeys, required: ["name", "expect"])
        else { return nil }
        let name = reader.text(members["name"]?.value, "name")
        if let name, let range = members["name"]?.value.range { checkUnique(name, of: pipelineName, at: range) }
        let shared = readShared(members, over: file)
        let expectation = readExpectation(members["expect"]?.value)
        let place = shared.input?.range ?? members["name"]?.keyRange ?? node.range
        let job = readJob(shared.job)
        if expectation?["refused"] == nil { checkInput(shared.input, of: job, at: place) }
        checkRoute(job, shared.job)
        let cancelAfter = reader.duration(members["cancel_after"]?.value, "cancel_after")
        let stopAfter = reader.duration(members["stop_after"]?.value, "stop_after")
        guard let name, let nameRange = members["name"]?.value.range, let expectation else { return nil }
        return PipelineTest(
            name: name, file: reader.file.path, nameRange: nameRange, pipeline: pipelineName,
            input: shared.input?.jsonValue ?? [:], job: job, variables: shared.variables, secrets: shared.secrets,
            mocks: shared.mocks, expectation: expectation, cancelAfter: cancelAfter,
            stopAfter: stopAfter ?? PipelineTest.defaultStop)
    }

    private mutating func checkUnique(_ name: String, of pipeline: String, at range: SourceRange) {
        let key = "\(pipeline)/\(name)"
        guard let first = firstPlaces[key] else {
            firstPlaces[key] = .init(message: "the first one", file: reader.file.path, range: range)
            return
        }
        reader.report(
            Diagnostic(
                code: "E0212", message: "two tests of `\(pipeline)` are called `\(name)`", file: reader.file.path,
                range: range, help: "give each its own name", notes: [first]))
    }
}
