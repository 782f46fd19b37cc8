@testable import PipelineDefinitions
import Testing

@Suite("A stream of pipelines")
struct PipelineStreamTests {
    @Test(
        "is taken apart where documents end",
        arguments: [
            ("a: 1", ["a: 1"]), ("a: 1\n---\nb: 2", ["a: 1\n", "b: 2"]), ("", [""]),
            ("# only\n---\n", ["# only\n---\n"]), ("---\na: 1\n...\n---\nb: 2\n", ["---\na: 1\n", "---\nb: 2\n"]),
            ("a: ---\nb: |\n  ---\n", ["a: ---\nb: |\n  ---\n"]), ("a: 1\n----\n", ["a: 1\n----\n"]),
            ("--- {a: 1}\n--- {b: 2}", ["--- {a: 1}\n", "--- {b: 2}"]),
            ("a: 1\n...\n%YAML 1.2\n---\nb: 2", ["a: 1\n", "%YAML 1.2\n---\nb: 2"]),
            ("a: 1\n---\n# b\nb: 2\n---\nc: 3\n", ["a: 1\n", "# b\nb: 2\n", "c: 3\n"]),
        ])
    func documents(stream: String, documents: [String]) {
        #expect(PipelineStream.documents(in: stream) == documents)
    }

    @Test("begins each document so that it cannot be taken for a part of the one before")
    func separators() {
        #expect(
            PipelineStream.text("a: 1", followedBy: ["b: 2\n", "# c\n---\nc: 3"])
                == "a: 1\n---\nb: 2\n...\n# c\n---\nc: 3")
        #expect(PipelineStream.text("a: 1\n", followedBy: []) == "a: 1\n")
    }
}
