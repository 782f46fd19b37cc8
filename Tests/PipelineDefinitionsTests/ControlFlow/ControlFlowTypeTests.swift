import PipelineDefinitions
import Testing

/// What the expressions of steps see that do not simply follow each other.
@Suite("Types in the control flow")
struct ControlFlowTypeTests {
    private func codes(_ steps: String..., tail: String = "", others: [String: String] = [:]) throws -> [String] {
        let text = "kind: pipeline\nname: report\nsteps:\n\(steps.map { "  - \($0)\n" }.joined())\(tail)"
        return try ProjectFolder.read(others.merging(["report.yaml": text]) { $1 }).diagnostics.map(\.code)
    }

    private let feeds = "{ id: feeds, for_each: ['https://a.b'], uses: feed.read, with: { url: '${{ item }}' } }"
    private func log(_ id: String, _ text: String, _ more: String = "") -> String {
        "{ id: \(id), uses: log.write, with: { message: \"\(text)\" }\(more) }"
    }

    @Test(
        "the output of a step with a list is a list of its outputs",
        arguments: [
            ("${{ steps.feeds.output[0].count }} x", []), ("${{ size(steps.feeds.output) }} x", []),
            ("${{ steps.feeds.output.count }}", ["E0407"]), ("${{ steps.feeds.output[0].total }}", ["E0406"]),
            ("${{ json(steps.feeds.output.map(f, f.title)) }}", ["E0406"]),
        ])
    func lists(text: String, found: [String]) throws {
        #expect(try codes(feeds, log("note", text)) == found)
    }

    @Test("an item that a condition skips leaves null, of which nothing is known; the list is there all the same")
    func skipped() throws {
        let some = feeds.replacing("uses:", with: "when: size(item) > 3, uses:")
        #expect(
            try codes(some, log("note", "${{ size(steps.feeds.output) }} ${{ steps.feeds.output[0].total }}")) == [])
    }

    @Test(
        "an item has the type of the list's, and `index` is a number",
        arguments: [
            ("${{ input.pages }}", "${{ item.url }} ${{ index + 1 }}", []),
            ("${{ input.pages }}", "${{ item.link }}", ["E0406"]), ("${{ input.pages }}", "${{ index.x }}", ["E0407"]),
            ("[1, 2]", "${{ item.size() }}", ["E0407"]), ("[{ a: 1 }, { a: 2 }]", "${{ item.a }} x", []),
            ("['${{ input.pages[0].url }}', b]", "${{ item }}", []),
            ("${{ input.anything }}", "${{ item.whatever }}", []),
            ("${{ input.pages.map(p, p.url) }}", "${{ item }}", []), ("${{ item }}", "x", ["E0402"]),
        ])
    func items(list: String, text: String, found: [String]) throws {
        let value = list.hasPrefix("[") ? list : "\"\(list)\""
        let tail = """
            input:
              type: object
              required: [pages, anything]
              properties:
                pages:
                  type: array
                  items: { type: object, required: [url], additionalProperties: false, properties: { url: { type: string } } }

            """
        #expect(try codes(log("note", text, ", for_each: \(value)"), tail: tail) == found)
    }

    @Test("a pipeline gives what it says, or what its last step returns")
    func children() throws {
        let said = "kind: pipeline\nname: child\nsteps: [\(log("a", "x"))]\noutput: { n: 3 }\n"
        let last =
            "kind: pipeline\nname: child\nsteps: [{ id: a, uses: feed.read, with: { url: 'https://a.b' } }]\nalways: [\(log("b", "x"))]\n"
        let sub = "{ id: sub, uses: pipeline/child }"
        func found(_ child: String, _ text: String) throws -> [String] {
            try codes(sub, log("note", text), others: ["child.yaml": child])
        }
        #expect(try found(said, "${{ steps.sub.output.n + 1 }} x") == [])
        #expect(try found(said, "${{ steps.sub.output.m }}") == ["E0406"])
        #expect(try found(last, "${{ steps.sub.output.count }} x") == [])
        #expect(try found(last, "${{ steps.sub.output.n }}") == ["E0406"])
    }

    @Test("nothing of a step is sure where a failure may have come before it")
    func failures() throws {
        let feed = "{ id: feed, uses: feed.read, with: { url: 'https://a.b' } }"
        func found(_ text: String, _ more: String = "", in list: String = "on_failure") throws -> [String] {
            try codes(feed, tail: "\(list): [\(log("tell", text, more))]\n")
        }
        #expect(try found("${{ steps.feed.status }} ${{ failure.code }}") == [])
        #expect(try found("${{ steps.feed.output.count }} x") == ["E0405"])
        #expect(try found("${{ steps.feed.output.count }} x", ", when: steps.feed.status == 'completed'") == [])
        #expect(try found("${{ steps.feed.output.count }} x", ", when: has(steps.feed.output)") == [])
        #expect(try found("${{ steps.feed.output.count }} x", ", when: steps.feed.status == 'not_run'") == ["E0405"])
        #expect(try found("${{ failure.code }}", in: "always") == ["E0405"])
        #expect(try found("${{ failure.code }}", ", when: has(failure.code)", in: "always") == [])
        #expect(try found("${{ failure.cause }}") == ["E0406"])
    }

    @Test("a condition that skipped a step before a failure says nothing of it after")
    func conditions() throws {
        let feed = "{ id: feed, when: size(env.a) > 3, uses: feed.read, with: { url: 'https://a.b' } }"
        let text = "${{ steps.feed.output.count }} x"
        #expect(try codes(feed, log("note", text, ", when: size(env.a) > 3")) == [])
        #expect(try codes(feed, tail: "always: [\(log("note", text, ", when: size(env.a) > 3"))]\n") == ["E0405"])
    }

    @Test("plain text that was meant as an item is told")
    func lookalikes() throws {
        #expect(try codes(log("note", "{{ item }}", ", for_each: [a]")) == ["W0413"])
    }
}
