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

    @Test(
        "is found behind every escape",
        arguments: [
            ("\"\\u00e9 ${{ odd.name }}\"", "7:26-7:29"), ("\"\\x41\\U0001F600 ${{ odd }}\"", "7:34-7:37"),
            ("\"a\\n\\t\\0\\\"${{ odd }}\"", "7:28-7:31"), ("\"a\\\n      \\  b ${{ odd }}\"", "8:16-8:19"),
            ("\"${{ o\\u0064d }}\"", "7:19-7:27"), ("\"\\\"\\\" ${{ odd }}\"", "7:24-7:27"),
        ])
    func escapes(scalar: String, range: String) throws {
        #expect(try finding(scalar).range.description == range)
    }

    @Test(
        "is found in a block with an indent or marks of its own",
        arguments: [
            ("|2-\n        deep\n      ${{ odd }}\n", "9:11-9:14"),
            (">+\n      a\n\n\n      b ${{ odd }}\n", "11:13-11:16"),
            (">\n      a\n        kept ${{ odd }}\n      c\n", "9:18-9:21"), ("|\n\n      ${{ odd }}\n", "9:11-9:14"),
        ])
    func blocks(scalar: String, range: String) throws {
        #expect(try finding(scalar).range.description == range)
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
