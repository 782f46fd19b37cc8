import Foundation
import PipelineGraph
import Testing

/// Small graphs as they are drawn. `UPDATE_GOLDEN=1 swift test --filter PipelineGraphTests` writes the files anew: look
/// at them.
@Suite("Graphs as people see them")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "Golden")
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"

    static let names = ["chain", "circle", "flow", "pipeline", "routing"]

    private func graph(_ name: String) throws -> Graph {
        switch name {
        case "chain": return Sketch.graph("abcd", "a>b b-c c>d a-d")
        case "circle": return Sketch.graph("abc", "a>b b-c c>a", direction: .right)
        case "pipeline":
            return try Sketch.pipeline(
                "{ id: read, uses: log.write, timeout: 2m, retry: { delays: [1s, 4s] }, with: { message: '${{ input.text }}' } }",
                "{ id: check, uses: log.write, when: 'steps.read.output.size > 3', with: { message: x } }",
                "{ id: tell, uses: events.emit, with: { type: report.ready } }",
                tail: "output: { lines: '${{ steps.read.output.lines }}' }\n")
        case "flow": return try Sketch.flow()
        default:
            return Graph(
                project: try Sketch.project([
                    """
                    kind: routing
                    topics:
                      jobs:
                        subscriptions:
                          work: { match: { jobType: work }, pipeline: work, concurrency: 4, ttl: 1d }
                          rest: { when: 'message.jobType != "work"', pipeline: work }
                      events:
                        subscriptions:
                          diary: { pipeline: diary }
                    """,
                    "kind: pipeline\nname: work\nsteps: [{ id: a, uses: events.emit, with: { type: work.done } }]\n",
                    "kind: pipeline\nname: diary\nsteps: [{ id: a, uses: log.write, with: { message: x } }]\n",
                    "kind: schedules\nschedules: { nightly: { cron: '0 3 * * *', job: work } }\n",
                ]))
        }
    }

    @Test("are the same as ever", arguments: names)
    func same(name: String) throws {
        let graph = try graph(name)
        for (text, ending) in [(MermaidText(graph).text, "mmd"), (SVGPicture(graph).text, "svg")] {
            let file = Self.folder.appending(path: "\(name).\(ending)")
            if Self.isUpdating { try Data(text.utf8).write(to: file) }
            #expect(try text == String(contentsOf: file, encoding: .utf8))
        }
    }
}
