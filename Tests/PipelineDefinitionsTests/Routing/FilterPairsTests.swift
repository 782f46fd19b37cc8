import Foundation
import PipelineDefinitions
import Testing

@Suite("Many subscriptions")
struct ManySubscriptionsTests {
    private static let pipeline =
        "kind: pipeline\nname: report\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"

    private func diagnostics(_ subscriptions: [String]) throws -> [Diagnostic] {
        let lines = subscriptions.enumerated().map { "      s\($0): { \($1), pipeline: report }\n" }
        return try ProjectFolder.read([
            "report.yaml": Self.pipeline,
            "routing.yaml": "kind: routing\ntopics:\n  jobs:\n    subscriptions:\n" + lines.joined(),
        ]).diagnostics
    }

    @Test("that want different values are never compared, whatever the attribute")
    func distinct() throws {
        #expect(try diagnostics((0..<1000).map { "match: { jobType: t\($0) }" }).isEmpty)
        #expect(try diagnostics((0..<600).map { "match: { jobType: a, site: s\($0) }" }).isEmpty)
        let mixed = (0..<300).map { "match: { jobType: t\($0 % 10), site: s\($0 / 10) }, when: 'message.n > 1'" }
        #expect(try diagnostics(mixed).isEmpty)
    }

    @Test("of which one takes everything are told once")
    func catchAll() throws {
        let found = try diagnostics((0..<200).map { "match: { jobType: t\($0) }" } + ["when: has(message.jobType)"])
        #expect(found.map(\.code) == ["W0603"])
        #expect(found.first?.message.hasSuffix("; 199 more overlap it") == true)
        #expect(found.first?.message.contains("`s200`") == true)
    }

    @Test("are found to overlap wherever they stand")
    func far() throws {
        var subscriptions = (0..<200).map { "match: { jobType: t\($0) }" }
        subscriptions[150] = "match: { jobType: t3 }, when: 'message.n > 1'"
        subscriptions[180] = "when: 'message.jobType in [\"t7\", \"x\"]'"
        let found = try diagnostics(subscriptions)
        #expect(found.map(\.code) == ["W0603", "W0603"])
        #expect(Set(found.flatMap(\.notes).map(\.range.start.line)).count == 2)
    }
}
