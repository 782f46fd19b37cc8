import Foundation
@testable import PipelineDefinitions
import Testing

@Suite("A pipeline that uses others")
struct PinnedPipelineTests {
    private let leaf = "kind: pipeline\nname: leaf\nsteps: [{ id: a, uses: log.write, with: { message: a } }]\n"

    private func user(_ name: String, _ children: String...) -> String {
        let steps = children.enumerated().map { "  - { id: s\($0), uses: pipeline/\($1) }\n" }
        return "kind: pipeline\nname: \(name)\nsteps:\n\(steps.joined())"
    }

    private func project(_ files: [String: String]) throws -> Project {
        let reading = try ProjectFolder.read(files)
        guard let project = reading.project else { throw Unreadable(diagnostics: reading.diagnostics) }
        return project
    }

    @Test("holds all of them, by name, and their texts after its own")
    func children() throws {
        let (top, middle) = (user("top", "zebra", "middle", "leaf"), user("middle", "leaf"))
        let zebra = leaf.replacing("name: leaf", with: "name: zebra")
        let project = try project(["1.yaml": top, "2.yaml": middle, "3.yaml": leaf, "4.yaml": zebra])
        let pipeline = try #require(project.pipeline(named: "top"))
        #expect(pipeline.children.keys.sorted() == ["leaf", "middle", "zebra"])
        #expect(pipeline.children["middle"]?.children.keys.sorted() == ["leaf"])
        #expect(pipeline.text == [top, leaf, middle, zebra].joined(separator: "---\n"))
        #expect(pipeline.hash == PipelineStream.hash(of: pipeline.text))
        #expect(project.pipeline(named: "leaf")?.text == leaf)
    }

    @Test("is read again from its pinned text, the same")
    func pinned() throws {
        let files = ["1.yaml": user("top", "middle", "middle"), "2.yaml": user("middle", "leaf"), "3.yaml": leaf]
        let original = try #require(try project(files).pipeline(named: "top"))
        let pinned = try PipelineDefinition(pinned: original.text, name: "top")
        #expect(pinned.hash == original.hash && pinned.text == original.text && pinned.name == "top")
        #expect(pinned.children.keys.sorted() == ["leaf", "middle"])
        #expect(pinned.children["middle"]?.hash == original.children["middle"]?.hash)
        #expect(pinned.children["leaf"]?.steps.map(\.id) == ["a"])
    }

    @Test("has another hash when a pipeline far below changes")
    func change() throws {
        func hash(_ leaf: String) throws -> String? {
            try project(["1.yaml": user("top", "middle"), "2.yaml": user("middle", "leaf"), "3.yaml": leaf])
                .pipeline(named: "top")?.hash
        }
        #expect(try hash(leaf) != hash(leaf.replacing("message: a", with: "message: b")))
    }

    @Test(
        "can be read back whatever its files begin and end with",
        arguments: [
            "---\n%@", "# first\n---\n%@...\n", "%%YAML 1.2\n---\n%@", "%@\n\n# last", "%@...\n# after the end\n",
            "--- # start\n%@",
        ])
    func ownMarkers(form: String) throws {
        func text(_ own: String) -> String {
            form.replacing("%%", with: "%").replacing("%@", with: own)
        }
        let files = [
            "1.yaml": text(user("top", "leaf", "other")), "2.yaml": text(leaf),
            "3.yaml": text(leaf.replacing("name: leaf", with: "name: other")),
        ]
        let original = try #require(try project(files).pipeline(named: "top"))
        let pinned = try PipelineDefinition(pinned: original.text, name: "top")
        #expect(pinned.children.keys.sorted() == ["leaf", "other"] && pinned.hash == original.hash)
    }

    @Test("keeps lines of dashes inside texts, and line breaks of other systems")
    func dashes() throws {
        let odd = """
            kind: pipeline
            name: leaf
            description: |
              ---
              ...
            steps: [{ id: a, uses: log.write, with: { message: "---" } }]
            """
        for leaf in [odd, odd.replacing("\n", with: "\r\n")] {
            let original = try #require(
                try project(["1.yaml": user("top", "leaf"), "2.yaml": leaf]).pipeline(named: "top"))
            let pinned = try PipelineDefinition(pinned: original.text, name: "top")
            #expect(pinned.children["leaf"]?.description == "---\n...\n")
        }
    }

    @Test("runs each as long as that may run, unless the step says")
    func timeouts() throws {
        let short = leaf.replacing("name: leaf", with: "name: short\ndeadline: 5s")
        let top = user("top", "leaf", "short") + "  - { id: own, uses: pipeline/short, timeout: 7s }\n"
        let original = try #require(
            try project(["1.yaml": top, "2.yaml": leaf, "3.yaml": short]).pipeline(named: "top"))
        let limits: [Duration] = [.seconds(600), .seconds(5), .seconds(7)]
        #expect(original.steps.map(\.timeout) == limits)
        #expect(try PipelineDefinition(pinned: original.text, name: "top").steps.map(\.timeout) == limits)
    }

    @Test("needs the secrets of those too")
    func secrets() throws {
        let leaf = leaf.replacing("message: a", with: "message: '${{ env.home }}'")
        let top = try #require(try project(["1.yaml": user("top", "leaf"), "2.yaml": leaf]).pipeline(named: "top"))
        #expect(top.neededVariables == ["home"])
    }

    @Test("is refused where the pinned text is not whole, or turns in a circle")
    func refused() throws {
        let missing = #expect(throws: Diagnostic.self) {
            try PipelineDefinition(pinned: user("top", "leaf", "gone") + "---\n" + leaf, name: "top")
        }
        #expect(missing?.code == "E0601")
        let circle = #expect(throws: Diagnostic.self) {
            try PipelineDefinition(
                pinned: user("top", "a") + "---\n" + user("a", "b") + "---\n" + user("b", "a"), name: "top")
        }
        #expect(circle?.code == "E1105")
    }

    @Test("is not lost for one without a file of its own: nobody knows of it before all files are read")
    func incomplete() throws {
        let codes = try ProjectFolder.read(["1.yaml": user("top", "leaf"), "2.yaml": "kind: [\n"]).diagnostics.map(
            \.code)
        #expect(codes == ["E0104"])
    }

    @Test("is checked against one with mistakes as against anything")
    func mistakes() throws {
        let broken = leaf.replacing("log.write", with: "acme.write")
        let top = user("top", "leaf") + "output: '${{ steps.s0.output.anything }}'\n"
        let codes = try ProjectFolder.read(["1.yaml": top, "2.yaml": broken]).diagnostics.map(\.code)
        #expect(codes == ["E0301"])
    }

    @Test("starts none of those that it runs inside itself: they need no subscription")
    func reach() throws {
        let routing = "kind: routing\ntopics: { jobs: { subscriptions: { all: { pipeline: top } } } }\n"
        let files = ["1.yaml": user("top", "leaf"), "2.yaml": leaf, "r.yaml": routing]
        #expect(try ProjectFolder.read(files).diagnostics.isEmpty)
    }

    @Test("starts itself again where one that it uses publishes its job")
    func loops() throws {
        let publisher = """
            kind: pipeline
            name: leaf
            steps: [{ id: a, uses: message.publish, with: { job_type: work } }]
            """
        let routing =
            "kind: routing\ntopics: { jobs: { subscriptions: { all: { match: { jobType: work }, pipeline: top } } } }\n"
        func found(_ leaf: String, _ top: String) throws -> [String] {
            try ProjectFolder.read(["1.yaml": top, "2.yaml": leaf, "r.yaml": routing]).diagnostics.map(\.message)
        }
        #expect(try found(publisher, user("top", "leaf")) == ["pipeline `top` starts itself again, without end"])
        let sometimes = user("top", "leaf").replacing("leaf }", with: "leaf, when: size(input) > 3 }")
        #expect(try found(publisher, sometimes) == [])
        let failing = publisher.replacing(
            "steps: [", with: "steps: [{ id: b, uses: log.write, with: { message: b } }]\non_failure: [")
        #expect(try found(failing, user("top", "leaf")) == [])
    }
}
