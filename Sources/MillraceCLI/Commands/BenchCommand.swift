import ArgumentParser
import JSONModel
import StepKit

struct BenchCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure durable jobs per second and the latency of a durable step on this disk.",
        discussion:
            "Example: millrace bench --jobs 2000   (use a release build; `make bench` does, beside the disk's ceiling)")

    @Option(help: "Jobs for each row.") var jobs = 2000
    @Option(help: ArgumentHelp("Where the store of the measurement goes; removed afterwards.", valueName: "dir"))
    var folder = ".bench"

    func run(_ registry: StepRegistry) async throws {
        for steps in [1, 5] {
            for inFlight in [1, 16, 256] {
                let count = inFlight == 1 ? max(jobs / 10, 50) : jobs
                let row = try await JobBench(steps: steps, inFlight: inFlight, jobs: count, folder: folder).run()
                Console.data(row.text())
            }
        }
    }
}
