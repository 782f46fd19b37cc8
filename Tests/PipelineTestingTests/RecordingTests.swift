import Broker
import JSONModel
import PipelineDefinitions
import Testing

@testable import PipelineTesting

@Suite("Recorded tests")
struct RecordingTests {
    private let start = Timestamp(milliseconds: 1_767_225_600_000)

    private func recording(
        payload: JSONValue = ["url": "a", "loud": true], output: JSONValue = ["text": "yes", "size": 3]
    ) throws -> TestRecording {
        let reading = try TestBench.reading(tests: "- { name: a, input: { url: a }, expect: { status: failed } }")
        let pipeline = try #require(reading.project?.pipeline(named: "report"))
        let job = JobRecord(
            id: "0198", jobType: "report", creatorID: "bob", payload: payload, status: .completed,
            result: ["text": output["text"] ?? .null, "size": 3], definition: pipeline.hash, subscription: "reports",
            createdAt: start)
        let steps = [
            StepRecord(
                stepID: "page", status: .completed, output: output, attempt: 1, delivery: 1, startedAt: start,
                endedAt: start + .milliseconds(2700)),
            StepRecord(stepID: "keep", status: .completed, attempt: 1, delivery: 1, startedAt: start, endedAt: start),
        ]
        return TestRecording(job: job, steps: steps, pipeline: pipeline)
    }

    @Test("A recorded test passes when it is run")
    func passes() async throws {
        let items = try recording().file.split(separator: "\n").drop { $0 != "tests:" }.dropFirst()
        let report = try await TestBench.run(tests: items.map { $0.dropFirst(2) }.joined(separator: "\n"))
        let result = try #require(report.results.first)
        #expect(result.failures == [])
        #expect(result.test.name == "recorded from job 0198")
        #expect(result.test.mocks["page"]?.turns.first?.takes == .seconds(2))
        #expect(result.test.job.creatorID == "bob")
        #expect(result.test.mocks["keep"] == nil)
    }

    /// A recording of a job whose result holds what a run has of its own.
    private func recording(output: String, result: JSONValue, steps: [StepRecord]) throws -> TestRecording {
        let pipeline = """
            kind: pipeline
            name: report
            steps:
              - { id: before, uses: records.get, with: { collection: pages, id: a } }
              - { id: tell, uses: message.publish, with: { job_type: digest } }
            output: \(output)
            """
        let file = SourceFile(path: "pipelines/report.yaml", text: pipeline)
        let definition = try PipelineDefinition(pinned: file.text, name: "report")
        let job = JobRecord(
            id: "0198", jobType: "report", creatorID: nil, payload: [:], status: .completed, result: result,
            definition: definition.hash, subscription: "reports", createdAt: start)
        return TestRecording(job: job, steps: steps, pipeline: definition)
    }

    @Test("What another run has otherwise is mocked, replaced or left open")
    func otherRuns() throws {
        let step = { (id: String, output: JSONValue) in
            StepRecord(
                stepID: id, status: .completed, output: output, attempt: 1, delivery: 1, startedAt: start,
                endedAt: start)
        }
        let file = try recording(
            output: "{ me: \"${{ job.id }}\", told: \"${{ steps.tell.output.id }}\" }",
            result: ["me": "0198", "told": ["0199"]],
            steps: [step("before", ["found": true, "value": 7]), step("tell", ["id": "0199"])]
        ).file
        let (root, found) = YAMLDocument.read(SourceFile(path: "a", text: file))
        #expect(found == [])
        let test = root?["tests"]?.items?.first?.jsonValue
        #expect(test?["mocks"] == ["before": ["output": ["found": true, "value": 7]]], "the store is empty in a test")
        #expect(test?["expect"]?["result"] == ["me": "job-1", "told": [["$present": true]]])
    }

    @Test("It is added after the last test, and the rest of the file stays")
    func appended() throws {
        let text = """
            kind: tests   # mine
            pipeline: report
            tests:
              # the first
              - name: a
                expect: { status: failed }   # end
            """
        let new = try #require(try recording().appended(to: SourceFile(path: "a", text: text)))
        #expect(new.hasPrefix(text + "\n\n  - name: \"recorded from job 0198\"\n    input: "))
        let (root, found) = YAMLDocument.read(SourceFile(path: "a", text: new))
        #expect(found == [])
        #expect(root?["tests"]?.items?.count == 2)
        let flow = SourceFile(path: "a", text: "kind: tests\npipeline: report\ntests: [{ name: a, expect: {} }]\n")
        #expect(try recording().appended(to: flow) == nil)
    }

    @Test("Values of keys that look like secrets are not written")
    func redaction() throws {
        let file = try recording(
            payload: ["url": "a", "apiKey": "k3y", "headers": ["Authorization": "Bearer b3arer"], "tokens": 7],
            output: ["text": "yes", "size": 3, "session": ["refresh_token": "t0ken"], "passwords": ["p4ss"]]
        ).file
        for secret in ["k3y", "b3arer", "t0ken", "p4ss"] { #expect(!file.contains(secret)) }
        #expect(file.contains("tokens: 7"))
        #expect(file.contains("apiKey: REDACTED"))
    }

    static let values: [JSONValue] = [
        "plain", "no", "1.5", "null", "", " a ", "- a", "a: b", "a #b", "line\nbreak", "\u{7F}é\u{2028}", 1, 2.5, true,
        nil,
        [], [:], ["a", 1, ["b": nil]], ["yes": ["no": [1, 2]], "a b": "c", "1": 2],
        ["long": .array((0..<60).map { ["number": .int($0), "text": "word word"] }), "b": ["c": "d"]],
    ]

    @Test("Written values read back as the same", arguments: values)
    func roundTrip(value: JSONValue) throws {
        for text in ["v:" + YAMLWriter.member(value, indent: 0), "v: " + YAMLWriter.flow(value)] {
            let (root, found) = YAMLDocument.read(SourceFile(path: "a", text: text + "\n"))
            #expect(found == [])
            #expect(root?["v"]?.jsonValue == value, "\(text)")
        }
    }
}
