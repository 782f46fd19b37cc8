import StepKit

/// Reads the pipelines of a project: each after those it uses, so that it can be checked against them.
struct PipelineLinking {
    typealias Reading = (definition: PipelineDefinition?, diagnostics: [Diagnostic])

    /// How many pipelines may stand below one another.
    static let deepest = 8

    private let documents: [ProjectReader.Document]
    private let registry: StepRegistry
    private let names: [String?]
    private let uses: [[PipelineUse]]
    private var signatures = PipelineSignatures()
    private var readings: [Reading]
    private var linked: [String: PipelineDefinition] = [:]
    private var depths: [String: Int] = [:]

    /// - Parameters:
    ///   - documents: files of `kind: pipeline`.
    ///   - areAll: whether there can be no other.
    /// - Returns: a reading for each document.
    static func read(
        _ documents: [ProjectReader.Document], areAll: Bool, registry: StepRegistry
    ) -> [Reading] {
        var linking = PipelineLinking(documents, areAll: areAll, registry)
        linking.read()
        return linking.readings
    }

    private init(_ documents: [ProjectReader.Document], areAll: Bool, _ registry: StepRegistry) {
        self.documents = documents
        self.registry = registry
        names = documents.map { $0.root["name"]?.scalar?.text }
        uses = documents.map { PipelineUse.all(in: $0.root) }
        readings = documents.map { _ in (nil, []) }
        if areAll, !names.contains(nil) { signatures.names = Set(names.compactMap(\.self)) }
    }

    private mutating func read() {
        var waiting = Array(documents.indices)
        while !waiting.isEmpty {
            let open = Set(waiting.compactMap { names[$0] })
            let ready = waiting.filter { index in uses[index].allSatisfy { !open.contains($0.name) } }
            // All that are left stand in circles, or use such.
            if ready.isEmpty { reportCircles(among: waiting) }
            let next = ready.isEmpty ? waiting : ready
            read(next)
            waiting.removeAll { next.contains($0) }
        }
    }

    private mutating func read(_ indices: [Int]) {
        let read = indices.concurrentMap { [documents, registry, signatures] index in
            var reader = PipelineReader(file: documents[index].file, registry: registry, siblings: signatures)
            let (definition, diagnostics) = reader.read(documents[index].root)
            return (index: index, definition: definition, diagnostics: diagnostics, signature: reader.signature)
        }
        for (index, definition, diagnostics, signature) in read {
            let used = uses[index].map(\.name)
            readings[index].diagnostics += diagnostics
            readings[index].definition = definition?.linked(
                with: Set(used).sorted().compactMap { linked[$0] })
            guard let name = names[index], signatures.known[name] == nil else { continue }
            signatures.known[name] = signature
            linked[name] = readings[index].definition
            checkDepth(of: name, at: index)
        }
    }

    private mutating func checkDepth(of name: String, at index: Int) {
        let below = uses[index].max { depths[$0.name] ?? 0 < depths[$1.name] ?? 0 }
        guard let below else { return }
        let depth = (depths[below.name] ?? 0) + 1
        depths[name] = depth
        // Told once, where it begins.
        guard depth == Self.deepest + 1 else { return }
        readings[index].diagnostics.append(
            Diagnostic(
                code: "E1106",
                message: "`\(below.name)` stands above \(Self.deepest) levels of other pipelines already",
                file: documents[index].file.path, range: below.range,
                help: "let a pipeline publish a job instead of using another one"))
    }
}

extension PipelineLinking {
    private mutating func reportCircles(among indices: [Int]) {
        var told: Set<String> = []
        for index in indices {
            guard let name = names[index], !told.contains(name), let circle = circle(from: index, among: indices) else {
                continue
            }
            told.formUnion(circle.compactMap { names[$0.index] })
            readings[index].diagnostics.append(diagnostic(circle))
        }
    }

    private typealias Hop = (index: Int, use: PipelineUse)

    /// The shortest way from a pipeline back to itself.
    private func circle(from start: Int, among indices: [Int]) -> [Hop]? {
        let targets = Dictionary(
            indices.compactMap { index in names[index].map { ($0, index) } }, uniquingKeysWith: { first, _ in first })
        var arrivals: [Int: Hop] = [:]
        var pipelines = [start]
        while !pipelines.isEmpty, arrivals[start] == nil {
            var next: [Int] = []
            for index in pipelines {
                for use in uses[index] {
                    guard let target = targets[use.name], arrivals[target] == nil else { continue }
                    arrivals[target] = (index, use)
                    next.append(target)
                }
            }
            pipelines = next
        }
        guard let last = arrivals[start] else { return nil }
        var circle = [last]
        while let first = circle.last?.index, first != start, let hop = arrivals[first] { circle.append(hop) }
        return circle.reversed()
    }

    private func diagnostic(_ circle: [Hop]) -> Diagnostic {
        let names = (circle + [circle[0]]).map { "`\(self.names[$0.index] ?? "")`" }
        let notes = circle.dropFirst().map { hop in
            Diagnostic.Note(
                message: "uses `\(hop.use.name)`", file: documents[hop.index].file.path, range: hop.use.range)
        }
        return Diagnostic(
            code: "E1105",
            message: circle.count == 1
                ? "pipeline \(names[0]) uses itself"
                : "pipelines use each other in a circle: \(names.joined(separator: " → "))",
            file: documents[circle[0].index].file.path, range: circle[0].use.range,
            help: "let one of them publish a job instead: that starts a run of its own", notes: Array(notes))
    }
}

/// A step that runs another pipeline.
struct PipelineUse: Sendable {
    let name: String
    /// Of the whole `pipeline/NAME`.
    let range: SourceRange

    /// Those of a pipeline.
    static func all(in root: YAMLNode) -> [PipelineUse] {
        root.stepNodes.compactMap { node in
            guard let uses = node["uses"], let text = uses.scalar?.text, text.hasPrefix("pipeline/") else { return nil }
            return PipelineUse(name: String(text.dropFirst("pipeline/".count)), range: uses.range)
        }
    }
}
