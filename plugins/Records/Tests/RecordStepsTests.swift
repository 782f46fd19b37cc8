import RecordSteps
import StepKit
import StepKitTesting
import Testing

@Suite("records.save and records.get")
struct RecordStepsTests {
    @Test(arguments: StepPromise.all)
    func savePromises(promise: StepPromise) async throws {
        try await promise.check(RecordsSaveStep.self)
    }

    @Test(arguments: StepPromise.all)
    func getPromises(promise: StepPromise) async throws {
        try await promise.check(RecordsGetStep.self)
    }

    @Test("a value is staged for the step's checkpoint")
    func saves() async throws {
        let outcome = try await StepHarness().run(
            RecordsSaveStep.self, with: ["collection": "videos", "id": "a", "value": ["scenes": 6]])
        #expect(outcome.failure == nil)
        #expect(outcome.savedRecords.count == 1)
    }

    @Test("a saved value is read back")
    func gets() async throws {
        let harness = try StepHarness(records: ["videos": ["a": ["scenes": 6]]])
        let outcome = await harness.run(RecordsGetStep.self, with: ["collection": "videos", "id": "a"])
        #expect(try outcome.output == ["found": true, "value": ["scenes": 6]])
    }

    @Test("a missing record fails unless it may be missing")
    func missing() async throws {
        let strict = try await StepHarness().run(RecordsGetStep.self, with: ["collection": "videos", "id": "a"])
        #expect(strict.failure?.code == .notFound)
        let lenient = try await StepHarness().run(
            RecordsGetStep.self, with: ["collection": "videos", "id": "a", "required": false])
        #expect(try lenient.output == ["found": false, "value": nil])
    }

    @Test(
        "illegal names are refused",
        arguments: [("Videos", "a"), ("../x", "a"), ("videos", ""), ("videos", "a\nb"), ("", "a")])
    func illegalNames(collection: String, id: String) async throws {
        let outcome = try await StepHarness().run(
            RecordsSaveStep.self, with: ["collection": .string(collection), "id": .string(id), "value": 1])
        #expect(outcome.failure?.code == .invalidPayload)
        #expect(outcome.savedRecords.isEmpty)
    }
}
