/// Which pipelines run which others inside themselves, each time they run.
struct PipelineUsers {
    private var direct: [String: [String]] = [:]

    init(_ project: LocatedProject) {
        for pipeline in project.pipelines {
            for list in PipelineReader.stepLists where list != "on_failure" {
                for node in pipeline.root.stepNodes(in: list) where node["when"] == nil && node["for_each"] == nil {
                    guard let uses = node["uses"]?.scalar?.text, uses.hasPrefix("pipeline/") else { continue }
                    direct[String(uses.dropFirst("pipeline/".count)), default: []].append(pipeline.name)
                }
            }
        }
    }

    /// A pipeline and those that run it, directly or below, each once.
    func all(of name: String) -> [String] {
        var found = [name]
        var seen: Set<String> = [name]
        var next = 0
        while next < found.count {
            for user in direct[found[next]] ?? [] where seen.insert(user).inserted { found.append(user) }
            next += 1
        }
        return found
    }
}
