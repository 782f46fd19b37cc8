import PipelineRuntime
import TestSupport
import Testing

@Suite("Ids of jobs")
struct JobIDTests {
    @Test("An id has the form of a version 7 UUID", arguments: [0, 1_750_000_000_000, Int64.max, -1])
    func form(_ milliseconds: Int64) throws {
        let id = JobID.make(at: milliseconds, random: (.max, .max))
        #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }

    @Test("Its bits are the time and then what is random")
    func bits() {
        #expect(JobID.make(at: 0x0123_4567_89AB, random: (0, 0)) == "01234567-89ab-7000-8000-000000000000")
        #expect(JobID.make(at: 1, random: (.max, .max)) == "00000000-0001-7fff-bfff-ffffffffffff")
    }

    @Test("Later ids sort after earlier ones, and no two are alike")
    func order() {
        var random = SeededRandom(seed: 7)
        let ids = (0..<1000).map { JobID.make(at: 1_750_000_000_000 + $0, random: (random.next(), random.next())) }
        #expect(ids == ids.sorted())
        let same = (0..<1000).map { _ in JobID.make(at: 5, random: (random.next(), random.next())) }
        #expect(Set(same).count == 1000)
    }
}
