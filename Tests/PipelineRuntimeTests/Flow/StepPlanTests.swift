import PipelineDefinitions
import Testing

@testable import PipelineRuntime

@Suite("The plan of a pipeline's steps")
struct StepPlanTests {
    private func pipeline(_ text: String) throws -> PipelineDefinition {
        try PipelineDefinition(pinned: "kind: pipeline\nname: main\n" + text, name: "main")
    }

    private static let groups = """
        steps:
          - { id: a, uses: x.y, progress: 10 }
          - parallel: [{ id: b, uses: x.y }, { id: c, uses: x.y, progress: 50 }]
            at_once: 1
          - parallel: [{ id: d, uses: x.y }, { id: e, uses: x.y }]
          - { id: f, uses: x.y }
        """

    @Test("Groups that follow each other stay apart, and each stage begins where the last one ended")
    func stages() throws {
        let stages = StepPlan(try pipeline(Self.groups).steps).stages
        #expect(stages.map { $0.steps.map(\.id) } == [["a"], ["b", "c"], ["d", "e"], ["f"]])
        #expect(stages.map(\.progressBefore) == [0, 10, 50, 83])
        #expect(stages.map(\.progress) == [10, 50, 83, 100])
        #expect(stages[1].atOnce == 1 && stages[2].atOnce >= 2)
    }

    @Test(
        "How many bodies run at the same time",
        arguments: [
            ("steps: [{ id: a, uses: x.y }, { id: b, uses: x.y }]", 1),
            (groups, 2),
            (#"steps: [{ id: a, uses: x.y, for_each: "${{ input.l }}", at_once: 7 }]"#, 7),
            (
                #"steps: [{ parallel: [{ id: a, uses: x.y, for_each: [1], at_once: 7 }, { id: b, uses: x.y }] }]"#,
                8
            ),
            (
                """
                steps: [{ id: a, uses: pipeline/sub, for_each: [1], at_once: 3 }]
                ---
                kind: pipeline
                name: sub
                steps: [{ parallel: [{ id: a, uses: x.y }, { id: b, uses: x.y }] }]
                """, 6
            ),
        ])
    func width(text: String, width: Int) throws {
        #expect(try pipeline(text).width == width)
    }
}
