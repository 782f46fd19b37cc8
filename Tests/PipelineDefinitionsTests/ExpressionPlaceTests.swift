import PipelineDefinitions
import Testing

@Suite("The place of a mistake inside an expression")
struct ExpressionPlaceTests {
    /// The one finding about a step whose `message` is this scalar.
    private func finding(_ scalar: String) throws -> Diagnostic {
        let text = "kind: pipeline\nname: p\nsteps:\n- id: a\n  uses: log.write\n  with:\n    message: \(scalar)\n"
        let reading = try ProjectFolder.read(["p.yaml": text])
        #expect(reading.diagnostics.count == 1)
        return try #require(reading.diagnostics.first)
    }

    @Test(
        "is found through every style of scalar",
        arguments: [
            ("a ${{ odd.name }}", "7:20-7:23"), ("\"é ${{ odd.name }}\"", "7:21-7:24"),
            ("'it''s ${{ odd.name }}'", "7:25-7:28"), ("\"a \\\" ${{ odd.name }}\"", "7:24-7:27"),
            ("\"a \\\\ ${{ odd.name }}\"", "7:24-7:27"), ("|\n      one\n      ${{ odd.name }}", "9:11-9:14"),
            (">-\n      one\n      two ${{ odd.name }}", "9:15-9:18"),
            (">-\n      one\n\n      ${{ odd }}", "10:11-10:14"),
            ("|\n      ${{ \"a\" +\n        odd.name }}", "9:9-9:12"), ("one\n      ${{ odd.name }}", "8:11-8:14"),
            ("\"one\n\n      ${{ odd.name }}\"", "9:11-9:14"), ("odd and ${{ odd.name }}", "7:26-7:29"),
        ])
    func places(scalar: String, range: String) throws {
        let finding = try finding(scalar)
        #expect(finding.code == "E0402")
        #expect(finding.range.description == range)
    }

    @Test("is the whole value where an escape hides it")
    func hidden() throws {
        #expect(try finding("\"\\u00e9 ${{ odd.name }}\"").range.description == "7:14-7:38")
    }

    @Test("is the one name of a path that is wrong")
    func segments() throws {
        #expect(try finding("${{ steps.nobody.output.x }}").range.description == "7:24-7:30")
    }

    @Test("of `when` counts blanks before the braces")
    func when() throws {
        let text = "kind: pipeline\nname: p\nsteps:\n- id: a\n  uses: log.write\n  with: { message: a }\n"
        for (scalar, range) in [("odd.x && true", "7:9-7:12"), ("\"${{ odd.x }}\"", "7:14-7:17")] {
            let reading = try ProjectFolder.read(["p.yaml": text + "  when: \(scalar)\n"])
            #expect(reading.diagnostics.map(\.range.description) == [range])
        }
    }
}
