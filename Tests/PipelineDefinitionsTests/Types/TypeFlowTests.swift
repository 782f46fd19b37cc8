import PipelineDefinitions
import Testing

@Suite("Types that flow through a pipeline")
struct TypeFlowTests {
    static let head = """
        input:
          type: object
          required: [n, size, name, list, mode]
          properties:
            n: { type: integer }
            size: { type: number }
            name: { type: string }
            list: { type: array, items: { type: string } }
            mode: { enum: [rss, news] }
            extra: { type: object, properties: { deep: { type: string } } }

        """

    /// The codes found in a pipeline with these steps, after one that reads a feed.
    private func codes(_ steps: String..., tail: String = "") throws -> [String] {
        let feed = "{ id: feed, uses: feed.read, with: { url: \"https://example.org\" } }"
        let lines = ([feed] + steps).map { "  - \($0)\n" }.joined()
        let reading = try ProjectFolder.read([
            "report.yaml": "kind: pipeline\nname: report\n\(Self.head)steps:\n\(lines)\(tail)"
        ])
        return reading.diagnostics.filter { $0.file == "pipelines/report.yaml" }.map(\.code)
    }

    @Test(
        "say nothing where nothing is certain",
        arguments: [
            "limit: '${{ input.size }}'", "limit: '${{ input.other }}'", "limit: '${{ message.limit }}'",
            "limit: '${{ null }}'", "wait: '${{ input.name }}'", "wait: '${{ duration(\"5s\") }}'",
            "wait: '${{ input.n }}m'", "tags: '${{ input.list }}'", "tags: ['${{ input.mode }}']", "tags: '${{ [] }}'",
            "headers: '${{ env }}'", "pages: '${{ input.other }}'", "pages: '${{ [{\"number\": 1}] }}'",
            "pages: [{ number: '${{ input.n }}', note: '${{ null }}' }]", "strict: '${{ input.n > 1 }}'",
            "url: '${{ steps.feed.output.items[0].?link.orValue(job.id) }}'",
            "url: '${{ timestamp(job.now / 1000) }}'", "url: '${{ job.creatorId }}'",
            "url: '${{ steps.feed.error == null ? \"a\" : \"b\" }}'",
        ])
    func silent(field: String) throws {
        let url = field.hasPrefix("url") ? "" : ", url: a"
        #expect(try codes("{ id: a, uses: feed.read, with: { \(field)\(url) } }") == [])
    }

    @Test(
        "are judged at every depth",
        arguments: [
            ("limit: '${{ input.name }}'", "E0408"), ("limit: '${{ true }}'", "E0408"),
            ("limit: '1${{ input.n }}'", "E0408"), ("strict: '${{ input.n }}'", "E0408"),
            ("wait: '${{ input.n }}'", "E0408"), ("tags: '${{ input.name }}'", "E0408"),
            ("tags: '${{ [1, 2] }}'", "E0408"), ("tags: ['${{ input.n }}']", "E0408"),
            ("headers: { A: '${{ input.list }}' }", "E0408"), ("pages: '${{ [{\"nmber\": 1}] }}'", "E0408"),
            ("pages: [{ number: '${{ input.name }}' }]", "E0408"), ("url: '${{ null }}'", "E0408"),
            ("url: 'a ${{ input.list }}'", "E0409"), ("headers: { A: 'a ${{ bytes(input.name) }}' }", "E0409"),
            ("url: '${{ steps.feed.output.items[0].link }}'", "E0405"), ("url: '${{ input.extra.deep }}'", "E0405"),
            ("url: '${{ steps.feed.output.items[0].titel }}'", "E0406"),
            ("url: '${{ input.n + input.name }}'", "E0407"), ("strict: '${{ input.mode == \"atom\" }}'", "E0407"),
            ("url: '${{ secrets.a }}'", "E0416"), ("pages: [{ number: 1, note: '${{ secrets.a }}' }]", "E0416"),
        ])
    func found(field: String, code: String) throws {
        let url = field.hasPrefix("url") ? "" : ", url: a"
        #expect(try codes("{ id: a, uses: feed.read, with: { \(field)\(url) } }") == [code])
    }

    @Test(
        "let secrets go where they are kept, and what tells nothing of them anywhere",
        arguments: [
            "headers: { A: '${{ secrets.a }}' }", "headers: '${{ {\"A\": \"Bearer \" + secrets.a} }}'",
            "strict: '${{ secrets.a == input.name }}'", "limit: '${{ size(secrets.a) }}'",
        ])
    func secrets(field: String) throws {
        #expect(try codes("{ id: a, uses: feed.read, with: { url: a, \(field) } }") == [])
    }

    @Test("tell one cause once: a renamed step, a member that is not required, in one finding with all places")
    func repeated() throws {
        let message = "'${{ steps.fed.output.count }} ${{ steps.fed.output.kind }}'"
        let note = "{ id: a, uses: log.write, with: { message: \(message) } }"
        let text =
            "kind: pipeline\nname: report\nsteps:\n  - { id: feed, uses: feed.read, with: { url: a } }\n  - \(note)\n"
        let found = try ProjectFolder.read(["report.yaml": text]).diagnostics
        #expect(found.map(\.code) == ["E0403"])
        #expect(found.first?.notes.count == 1 && found.first?.fix?.edits.map(\.text) == ["feed", "feed"])
    }

    @Test("say nothing of a plugin that is not installed but that it is not")
    func unknownPlugin() throws {
        #expect(
            try codes(
                "{ id: a, uses: feed.raed, with: { url: 5, x: '${{ secrets.a }}' } }",
                "{ id: b, uses: log.write, with: { message: '${{ steps.a.output.x.y }}' } }") == ["E0301"])
    }

    @Test("are not checked where an expression cannot be read")
    func unreadable() throws {
        #expect(try codes("{ id: a, uses: feed.read, with: { url: a, limit: '${{ input.n + }}' } }") == ["E0401"])
    }

    @Test("are not checked in the text that a job is pinned to")
    func pinned() throws {
        let text =
            "kind: pipeline\nname: old\n\(Self.head)steps:\n- { id: a, uses: feed.read, when: 1, "
            + "with: { limit: \"${{ input.extra + odd + steps.b.x }}\" } }\n"
        #expect(try PipelineDefinition(pinned: text, name: "old").steps.count == 1)
    }

    @Test(
        "hold in the pipeline's output",
        arguments: [
            ("output: '${{ steps.feed.output.etag }}'\n", ["E0405"]), ("output: { a: ['${{ env.A }}'] }\n", []),
            ("output: ['${{ secrets.A }}']\n", ["E0416"]), ("output: 'a ${{ input.list }}'\n", ["E0409"]),
        ])
    func output(tail: String, expected: [String]) throws {
        #expect(try codes(tail: tail) == expected)
    }
}
