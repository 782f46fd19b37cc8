import PipelineDefinitions

/// Which tests to run.
struct TestSelection {
    let filters: [String]

    /// - Throws: ``CommandFailure`` if there are none.
    func tests(of project: Project) throws -> [PipelineTest] {
        guard !project.tests.isEmpty else {
            throw CommandFailure(
                .usage, "no_tests: there is no test; write one into `pipelines/NAME.test.yaml`, of `kind: tests`")
        }
        let found = project.tests.filter(isWanted)
        guard found.isEmpty else { return found }
        let words = filters.map { "`\($0)`" }.joined(separator: " or ")
        throw CommandFailure(.usage, "no_tests: none of \(project.tests.count) tests matches \(words)")
    }

    private func isWanted(_ test: PipelineTest) -> Bool {
        let text = "\(test.pipeline): \(test.name) \(test.file)".lowercased()
        return filters.isEmpty || filters.contains { text.contains($0.lowercased()) }
    }
}
