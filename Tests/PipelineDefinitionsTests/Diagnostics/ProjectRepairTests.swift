import Foundation
import PipelineDefinitions
import Testing

@Suite("Repairs of a project")
struct ProjectRepairTests {
    private func repair(_ files: [String: String]) -> ProjectRepair {
        let texts = Dictionary(uniqueKeysWithValues: files.map { ("pipelines/" + $0, $1) })
        return ProjectRepair(.texts(texts), registry: FakeSteps.registry)
    }

    /// A step's lines put into a pipeline, mended, and taken out again.
    private func mended(_ lines: String, head: String = "") -> String? {
        let start = "kind: pipeline\nname: report\n\(head)steps:\n- id: a\n  uses: log.write\n  with: { message: a }\n"
        return repair(["p.yaml": start + lines]).changes.first.map { String($0.after.dropFirst(start.count)) }
    }

    @Test(
        "mend a slip for certain",
        arguments: [
            ("  timeuot: 5s\n", "  timeout: 5s\n"), ("  \"timeuot\": 5s\n", "  timeout: 5s\n"),
            ("  timeout: 15sec\n", "  timeout: 15s\n"), ("  timeout: 5 min # c\n", "  timeout: 5m # c\n"),
            ("  timeout: '5 minutes'\n", "  timeout: '5m'\n"), ("  timeout: 1.5h\n", "  timeout: 1h30m\n"),
            ("  timeout: 1h 30 min\n", "  timeout: 1h30m\n"), ("  timeout: PT1M30S\n", "  timeout: 1m30s\n"),
            ("  timeout: 2 weeks\n", "  timeout: 14d\n"), ("  timeout: 90S\n", "  timeout: 90s\n"),
            ("  progress: \"50\"\n", "  progress: 50\n"), ("  retry: { delays: 5s }\n", "  retry: { delays: [5s] }\n"),
            ("  when: !true\n", "  when: \"!true\"\n"), ("  when: !true # c\n", "  when: \"!true\" # c\n"),
            ("  when: \"${{ 1 }} == 1\"\n", "  when: \"1 == 1\"\n"), ("  timeout: &t 5s\n", "  timeout: 5s\n"),
            (
                "- { id: b, uses: log.write, with: { message: a }, when: !has(job.a), timeout: 5s }\n",
                "- { id: b, uses: log.write, with: { message: a }, when: \"!has(job.a)\", timeout: 5s }\n"
            ),
            ("  retry: { delays:[1s] }\n", "  retry: { delays: [1s] }\n"),
            (
                "- id: no\n  uses: log.write\n  with: { message: a }\n",
                "- id: \"no\"\n  uses: log.write\n  with: { message: a }\n"
            ),
            ("  description: \"\\d\"\n", "  description: \"\\\\d\"\n"),
        ])
    func slips(before: String, after: String) {
        #expect(mended(before) == after)
    }

    @Test(
        "leave what may mean two things",
        arguments: [
            "  timeout: 1:30\n", "  timeout: 30\n", "  timeout: 5M\n", "  timeout: soon\n", "  timeout: 0.3ms\n",
            "  timeout: P1M\n", "  xyzzy: 1\n", "  name: a\n  retries: 2\n", "  timeout: -5s\n", "  timeout: [5s]\n",
            "  when: \"${{ job.a }} b\"\n", "  timeuot: 5s\n  timeout: 6s\n", "  progress: half\n",
        ])
    func doubts(lines: String) {
        #expect(mended(lines) == nil)
    }

    @Test("go on with what they bring to light")
    func rounds() {
        let text =
            "kind: pipeline\nname: p\nstpes:\n\t- { id: a, use: log.write, with: { message: a }, timeout: 5sec }\n"
        let repair = repair(["p.yaml": text])
        #expect(
            repair.changes.map(\.after) == [
                "kind: pipeline\nname: p\nsteps:\n  - { id: a, uses: log.write, with: { message: a }, timeout: 5s }\n"
            ])
        #expect(repair.reading.diagnostics == [])
        #expect(repair.before.diagnostics.map(\.code) == ["E0101"])
        #expect(repair.changes.first?.mended.map(\.code) == ["E0101", "E0201", "E0201", "E0206"])
    }

    @Test("keep line ends, blanks at their ends and a missing last line end")
    func lineEnds() {
        let text =
            "kind: pipeline\r\nname: p  \r\nsteps:\r\n- { id: a, uses: log.write, with: { message: \"é😀\" }, timeuot: 5s }"
        #expect(repair(["p.yaml": text]).changes.first?.after == text.replacing("timeuot", with: "timeout"))
    }

    @Test("remove a byte order mark")
    func mark() {
        let text = "kind: pipeline\nname: p\nsteps: [{ id: a, uses: log.write, with: { message: a } }]\n"
        #expect(repair(["p.yaml": "\u{FEFF}" + text]).changes.first?.after == text)
    }

    @Test("remove a comment that allows nothing, with its line or the blanks before it")
    func comments() {
        let text =
            "kind: pipeline\n# millrace:allow W0607 a\nname: p # millrace:allow W0607 b\nsteps: [{ id: a, uses: log.write, with: { message: a } }]\n"
        #expect(
            repair(["p.yaml": text]).changes.first?.after
                == "kind: pipeline\nname: p\nsteps: [{ id: a, uses: log.write, with: { message: a } }]\n")
    }

    @Test("of tabs want one meaning, whatever the width of a tab")
    func tabs() {
        #expect(mended("  retry:\n\tdelays: [1s]\n") == nil)
        #expect(mended("  retry:\n  \tdelays: [1s]\n")?.contains("\t") == false)
    }

    @Test("of a file: two that touch one stretch wait for each other")
    func overlaps() {
        let file = SourceFile(path: "p", text: "abc\ndef\n")
        func finding(_ column: Int, _ length: Int, _ text: String) -> Diagnostic {
            let range = SourceRange(line: 1, column: column, length: length)
            return Diagnostic(code: "E1", message: text, file: "p", range: range, fix: .replace(range, with: text))
        }
        let repair = FileRepair(file, [finding(2, 2, "X"), finding(1, 2, "Y"), finding(3, 1, "Z"), finding(3, 0, "Q")])
        #expect(repair.text == "YQc\ndef\n")
        #expect(repair.applied.count == 2)
        #expect(FileRepair(file, [finding(9, 9, "!")]).text == "abc!\ndef\n")
    }

    @Test("leave no mended finding behind and refuse no file", arguments: GoldenTests.cases)
    func fixtures(name: String) {
        let folder = GoldenTests.fixtures.appending(path: "err/\(name)").path
        let repair = ProjectRepair(.folder(folder), registry: FakeSteps.registry)
        #expect(repair.refused == [])
        #expect(repair.reading.diagnostics.allSatisfy { $0.fix == nil })
        for finding in repair.before.diagnostics where finding.fix != nil {
            let isSame = { (other: Diagnostic) in other.file == finding.file && other.message == finding.message }
            #expect(repair.reading.diagnostics.count(where: isSame) < repair.before.diagnostics.count(where: isSame))
        }
    }
}
