import Broker
import StepKit
import Synchronization
import TestSupport
import Testing

struct Animal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let step: any Step.Type
    /// How many processes it has once it is up.
    var processes = 0

    static let all = [
        Animal(testDescription: "a blocking call that never returns", step: BlockedStep.self),
        Animal(testDescription: "a loop that never suspends", step: SpinningStep.self),
        Animal(testDescription: "a read from a silent socket", step: HungSocketStep.self),
        Animal(testDescription: "a body that swallows cancellation", step: SwallowingStep.self),
        Animal(testDescription: "a continuation nobody resumes", step: NeverResumedStep.self),
        Animal(testDescription: "a stream without end", step: EndlessStreamStep.self),
        Animal(testDescription: "a stray task that goes on writing", step: StrayWriterStep.self),
        Animal(testDescription: "a child with grandchildren", step: GrandchildrenStep.self, processes: 3),
        Animal(testDescription: "a child that ignores SIGTERM", step: DeafToSignalStep.self, processes: 2),
    ]
}

@Suite("The zoo: steps that do not stop")
struct ZooTests {
    private func harness(_ animal: Animal) async throws -> RuntimeHarness {
        try await RuntimeHarness(
            [
                "zoo": steps("id: animal, uses: zoo.animal, timeout: 10s"),
                "calm": steps("id: a, uses: test.act, with: { act: a }"),
            ],
            subscriptions: [.named("zoo", deliveries: 1), .named("calm")], steps: [animal.step])
    }

    @Test(
        "It is over at its deadline plus the grace period, and its late result changes nothing", arguments: Animal.all)
    func isOver(_ animal: Animal) async throws {
        let enclosure = Enclosure()
        defer { enclosure.release() }
        let harness = try await harness(animal)
        try await Enclosure.$current.withValue(enclosure) {
            try await harness.whileRunning {
                let id = try await harness.submit("zoo")
                try await up(animal, enclosure)
                _ = try await harness.submit("calm", until: .completed)

                try await harness.clock.pass(.seconds(10))
                try await harness.clock.sleeper(at: .seconds(15))
                harness.clock.move(to: .milliseconds(14_999))
                #expect(try await harness.job(id).status == .processing)
                harness.clock.move(to: .seconds(15))
                let job = try await harness.job(id, becomes: .timeout)
                #expect(!enclosure.ended.isOpen)
                #expect(job.failure?.code == "timeout")
                #expect(job.endedAt == RuntimeHarness.start + .seconds(15))
                if let group = enclosure.processGroup.withLock({ $0 }) {
                    #expect(ProcessGroup.members(of: group) == [])
                }

                try await expectNothingChanges(harness, id, enclosure)
            }
        }
    }

    private func up(_ animal: Animal, _ enclosure: Enclosure) async throws {
        try await eventually("the body runs") { enclosure.started.isOpen }
        guard animal.processes > 0 else { return }
        try await eventually("its processes run") {
            guard let group = enclosure.processGroup.withLock({ $0 }) else { return false }
            return ProcessGroup.members(of: group).count >= animal.processes
        }
    }

    private func expectNothingChanges(_ harness: RuntimeHarness, _ id: String, _ enclosure: Enclosure) async throws {
        let before = try await harness.snapshot(of: id)
        let writes = enclosure.writes.load(ordering: .relaxed)
        if writes > 0 {
            try await eventually("it goes on writing") { enclosure.writes.load(ordering: .relaxed) > writes + 2000 }
        }
        _ = try await harness.submit("calm", until: .completed)
        enclosure.release()
        try await eventually("the late result is noted") { try await harness.broker.lateResults(of: id).count == 1 }
        #expect(enclosure.ended.isOpen)
        let late = try #require(try await harness.broker.lateResults(of: id).first)
        #expect(late.stepID == "animal" && late.attempt == 1 && late.outcome == "completed")
        #expect(try await harness.snapshot(of: id) == before)
        #expect(try await harness.broker.record(collection: "zoo", id: "stray") == nil)
    }
}
