@testable import PipelineGraph
import Testing

@Suite("The layout")
struct LayoutTests {
    private func layout(_ count: Int, _ links: [(Int, Int)], label: LayeredLayout.Size? = nil) -> LayeredLayout {
        LayeredLayout(
            nodes: Array(repeating: .init(along: 30, across: 100), count: count),
            links: links.map { LayeredLayout.Link(from: $0.0, to: $0.1, label: label) })
    }

    @Test("puts each node below all that lead to it")
    func layers() {
        let layout = layout(4, [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3)])
        let depth = layout.nodes.map(\.along)
        #expect(depth[0] < depth[1] && depth[1] == depth[2] && depth[2] < depth[3])
    }

    @Test("lays a circle out with one link that leads back")
    func circle() throws {
        let layout = layout(3, [(0, 1), (1, 2), (2, 0)])
        let depth = layout.nodes.map(\.along)
        #expect(depth == depth.sorted())
        let back = try #require(layout.ways.last)
        #expect(try #require(back.first).along > (try #require(back.last)).along)
    }

    @Test("keeps what has no link, and copes with nothing at all")
    func lonely() {
        #expect(layout(2, []).nodes.map(\.along) == [15, 15])
        #expect(layout(0, []).size == LayeredLayout.Size(along: 0, across: 0))
    }

    @Test("crosses no links where none need to", arguments: [[(0, 3), (1, 2)], [(0, 4), (1, 3), (0, 3), (2, 3)]])
    func crossings(links: [(Int, Int)]) {
        let ways = layout(5, links).ways
        for (index, first) in ways.enumerated() {
            for second in ways[(index + 1)...] {
                let starts = (first.first?.across ?? 0) - (second.first?.across ?? 0)
                let ends = (first.last?.across ?? 0) - (second.last?.across ?? 0)
                #expect(starts * ends >= 0)
            }
        }
    }

    @Test("lets no two boxes or labels touch", arguments: [3, 5, 9])
    func room(count: Int) {
        // Every node leads to every later one: as dense as it gets.
        let links = (0..<count).flatMap { from in (from + 1..<count).map { (from, $0) } }
        let layout = layout(count, links, label: .init(along: 17, across: 60))
        var boxes = layout.nodes.map { ($0, 30.0, 100.0) }
        boxes += layout.labels.compactMap(\.self).map { ($0, 17.0, 60.0) }
        for (index, first) in boxes.enumerated() {
            for second in boxes[(index + 1)...] {
                let along = abs(first.0.along - second.0.along) - (first.1 + second.1) / 2
                let across = abs(first.0.across - second.0.across) - (first.2 + second.2) / 2
                #expect(along > 0 || across > 0)
            }
        }
        #expect(boxes.allSatisfy { $0.0.across >= $0.2 / 2 - 0.001 && $0.0.across <= layout.size.across })
    }

    @Test("goes through every layer between two ends and stays on the sides of the boxes")
    func ways() throws {
        let layout = layout(3, [(0, 1), (1, 2), (0, 2)])
        let way = layout.ways[2]
        #expect(way.map(\.along) == way.map(\.along).sorted())
        #expect(try #require(way.first).along == layout.nodes[0].along + 15)
        #expect(try #require(way.last).along == layout.nodes[2].along - 15)
        #expect(abs(try #require(way.first).across - layout.nodes[0].across) <= 50)
    }

    @Test("places a row as near to what is wanted as its gaps allow")
    func row() {
        #expect(Row.positions(wanted: [0, 10], weights: [1, 1], gaps: [4]) == [0, 10])
        #expect(Row.positions(wanted: [5, 5], weights: [1, 1], gaps: [4]) == [3, 7])
        #expect(Row.positions(wanted: [5, 5], weights: [3, 1], gaps: [4]) == [4, 8])
        #expect(
            Row.positions(wanted: [9, 5, 0], weights: [1, 1, 1], gaps: [1, 1]).map { ($0 * 1000).rounded() / 1000 } == [
                3.667, 4.667, 5.667,
            ])
        #expect(Row.positions(wanted: [], weights: [], gaps: []).isEmpty)
    }
}
