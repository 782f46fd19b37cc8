import PipelineDefinitions
import PipelineTesting

/// `--update`: writes what came into the files of the tests.
struct TestUpdate {
    let folder: String
    let files: [SourceFile]

    /// - Throws: ``CommandFailure`` (findings) if something differs that a value cannot mend.
    func write(_ results: [TestResult]) throws {
        let update = ResultUpdate(results, files: files)
        for (path, text) in update.texts.sorted(by: { $0.key < $1.key }) {
            let old = files.first { $0.path == path }?.text ?? ""
            do {
                try FileReplacement(path: folder + "/" + path).write(text, inPlaceOf: old)
            } catch {
                throw CommandFailure(.unableToWork, "not_written: \(path): \(error)")
            }
            Console.note("\(path): written anew")
        }
        let values = "\(update.replaced) \(update.replaced == 1 ? "value" : "values") of results replaced"
        guard update.left == 0 else {
            throw CommandFailure(.findings, "tests_failed: \(values); \(update.left) left that need a hand")
        }
        Console.note(values)
    }
}
