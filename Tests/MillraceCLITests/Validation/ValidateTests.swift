import Foundation
import JSONModel
import Testing

@Suite("millrace validate")
struct ValidateTests {
    private static let broken = """
        kind: pipeline
        name: report
        stpes:
          - { id: a, uses: log.write, with: { message: hello }, timeout: 15sec }

        """
    private static let mended = broken.replacing("stpes", with: "steps").replacing("15sec", with: "15s")

    private func project(_ text: String = broken) throws -> TestProject {
        try TestProject(withShippedPipelines: false, ["report.yaml": text])
    }

    private func text(_ project: TestProject) throws -> String {
        try String(contentsOfFile: project.path + "/pipelines/report.yaml", encoding: .utf8)
    }

    @Test("writes findings to stdout and the summary to stderr, without colours through a pipe")
    func streams() async throws {
        let ending = try await project().run("validate")
        #expect(ending.status == 1)
        #expect(ending.output.hasPrefix("error[E0201]: unknown key `stpes` in a pipeline; did you mean `steps`?"))
        #expect(ending.errors.contains("invalid_project: 1 file, 2 errors; 2 can be mended by --fix"))
        #expect(!ending.output.contains("\u{1B}"))
        let quiet = try await project().run("validate", "--quiet")
        #expect(quiet.status == 1 && quiet.errors == "")
    }

    @Test(
        "knows each format",
        arguments: [
            ("json", "[\n"), ("jsonl", "{\"code\":"), ("sarif", "{\n  \"$schema\""), ("github", "::error file="),
            ("junit", "<?xml"), ("text", "error[E0201]"),
        ])
    func formats(format: String, start: String) async throws {
        let ending = try await project().run("validate", "--format", format)
        #expect(ending.status == 1)
        #expect(ending.output.hasPrefix(start))
    }

    @Test("counts warnings as failures where asked to")
    func threshold() async throws {
        let text = Self.mended + "output: no\n"
        #expect(try await project(text).run("validate").status == 0)
        #expect(try await project(text).run("validate", "--fail-on", "warning").status == 1)
        #expect(try await project(text).run("validate", "--fail-on", "warnings").status == 64)
        #expect(try await project().run("validate", "--dry-run").status == 64)
        #expect(try await project().run("validate", "--json", "--format", "sarif").status == 64)
    }

    @Test("--fix mends the file, keeps its permissions and says what it did")
    func fix() async throws {
        let project = try project()
        let file = project.path + "/pipelines/report.yaml"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        let ending = try await project.run("validate", "--fix")
        #expect(ending.status == 0 && ending.output == "")
        #expect(ending.errors.contains("mended pipelines/report.yaml:3 E0201: replace with `steps`"))
        #expect(try text(project) == Self.mended)
        let permissions = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
        #expect(permissions == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/pipelines") == ["report.yaml"])
    }

    @Test("--fix --dry-run shows a patch and writes nothing")
    func dryRun() async throws {
        let project = try project()
        let ending = try await project.run("validate", "--fix", "--dry-run")
        #expect(ending.status == 1)
        #expect(
            ending.output == """
                --- a/pipelines/report.yaml
                +++ b/pipelines/report.yaml
                @@ -1,4 +1,4 @@
                 kind: pipeline
                 name: report
                -stpes:
                -  - { id: a, uses: log.write, with: { message: hello }, timeout: 15sec }
                +steps:
                +  - { id: a, uses: log.write, with: { message: hello }, timeout: 15s }

                """)
        #expect(try text(project) == Self.broken)
    }

    @Test("--fix leaves a link to a file elsewhere alone")
    func link() async throws {
        let project = try project(Self.mended.replacing("report", with: "other"))
        let outside = try project.write(Array(Self.broken.utf8), to: "outside.txt")
        try FileManager.default.createSymbolicLink(
            atPath: project.path + "/pipelines/link.yaml", withDestinationPath: outside)
        let ending = try await project.run("validate", "--fix")
        #expect(ending.status == 1)
        #expect(ending.errors.contains("pipelines/link.yaml is left as it is: it is a link to another file"))
        #expect(try String(contentsOfFile: outside, encoding: .utf8) == Self.broken)
    }
}

@Suite("millrace explain")
struct ExplainTests {
    @Test("shows a page, whatever the case of the code")
    func page() async throws {
        let ending = try await TestProject().run("explain", "e0206")
        #expect(ending.status == 0)
        #expect(ending.output.hasPrefix("E0206: Not a duration\n"))
        #expect(ending.output.contains("    timeout: 30s"))
    }

    @Test("lists the codes by section")
    func list() async throws {
        let output = try await TestProject().run("explain").output
        #expect(output.hasPrefix("Files and YAML\n  E0001  There is nothing to read\n"))
        let json = try await TestProject().json("explain", "--json")
        #expect((json.arrayValue?.count ?? 0) > 40)
    }

    @Test("suggests the nearest code for one it does not know")
    func unknown() async throws {
        let ending = try await TestProject().run("explain", "E201")
        #expect(ending.status == 64)
        #expect(ending.errors.contains("unknown_code: there is no code `E201`; did you mean `E0201`?"))
    }

    @Test("takes a code as a finding begins with it", arguments: ["e0201", "error[E0201]", "error[E0201]:"])
    func pasted(code: String) async throws {
        #expect(try await TestProject().run("explain", code).output.hasPrefix("E0201: "))
    }
}
