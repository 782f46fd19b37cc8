import Testing

@testable import PipelineRuntime

@Suite("Parts of a job's progress")
struct ProgressShareTests {
    @Test("The whole goes from 0 to 100", arguments: [(0.0, 0), (0.5, 50), (0.999, 99), (1.0, 100)])
    func whole(fraction: Double, percent: Int) {
        #expect(ProgressShare.whole.percent(at: fraction) == percent)
    }

    @Test(
        "A part goes from its first point to its last, also inside another",
        arguments: [(0.0, 44), (0.5, 47), (1, 50)])
    func part(fraction: Double, percent: Int) {
        let inner = ProgressShare.whole.part(from: 40, to: 60).part(from: 20, to: 50)
        #expect(inner.percent(at: fraction) == percent)
    }

    @Test("A part that ends before it begins moves nothing")
    func backwards() {
        #expect(ProgressShare.whole.part(from: 60, to: 40).percent(at: 1) == 60)
    }

    @Test("Pieces that run at the same time add up, each up to its own end, and never go back")
    func split() {
        let parts = ProgressShare.whole.part(from: 10, to: 40).split(3)
        #expect(parts[2].percent(at: 1) == 20)
        #expect(parts[0].percent(at: 0.5) == 25)
        #expect(parts[0].percent(at: 0.2) == 25)
        #expect(parts[2].percent(at: 1) == 25)
        #expect(parts[0].percent(at: 1) == 30)
        #expect(parts[1].percent(at: 1) == 40)
    }

    @Test("Many small pieces end exactly where the whole does", arguments: [1, 3, 7, 999, 10_000])
    func exact(count: Int) {
        let parts = ProgressShare.whole.split(count)
        let reached = parts.map { $0.percent(at: 1) ?? 0 }
        #expect(reached.last == 100)
        #expect(reached == reached.sorted())
    }

    @Test("What moves nothing has no percentage")
    func none() {
        #expect(ProgressShare.none.part(from: 0, to: 50).percent(at: 1) == nil)
    }
}
