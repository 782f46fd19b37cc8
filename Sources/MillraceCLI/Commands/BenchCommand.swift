import ArgumentParser
import JSONModel
import StepKit

struct BenchCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure durable jobs per second, and the latency of steps and of picking up, on this disk.",
        usage: "millrace bench [<options>]",
        discussion: """
            Example: millrace bench --only enqueue --in-flight 256
            Prints a JSON line for each figure. Use a release build; `make bench` does, beside the disk's ceiling.
            """)

    @Option(help: "Measure this alone; may be repeated. Everything but `memory` otherwise.") var only: [BenchPart] = []
    @Option(help: "Jobs for each row; fewer where one waits for the other.") var jobs = 2000
    @Option(help: "How many jobs are under way at once; may be repeated.") var inFlight: [Int] = [1, 16, 256]
    @Option(help: "How many steps a job has, for `jobs` and `store`; may be repeated.") var steps: [Int] = [1, 5]
    @Option(help: ArgumentHelp("Where the store of the measurement goes; removed afterwards.", valueName: "dir"))
    var folder = ".bench"

    func validate() throws {
        guard 1...100_000_000 ~= jobs else { throw ValidationError("--jobs is a number from 1 to 100000000") }
        guard inFlight.allSatisfy({ 1...10_000 ~= $0 }) else {
            throw ValidationError("--in-flight is a number from 1 to 10000")
        }
        guard steps.allSatisfy({ 1...1000 ~= $0 }) else { throw ValidationError("--steps is a number from 1 to 1000") }
    }

    func run(_ registry: StepRegistry) async throws {
        for part in only.isEmpty ? BenchPart.usual : only {
            try await measure(part, registry, in: BenchFolder(in: folder))
        }
    }

    private func measure(_ part: BenchPart, _ registry: StepRegistry, in folder: BenchFolder) async throws {
        switch part {
        case .jobs:
            for (steps, width) in rows {
                print(try await JobBench(steps: steps, inFlight: width, jobs: count(width), folder: folder).run())
            }
        case .store:
            for (steps, width) in rows {
                for events in [StoreBench.Events.stored, .delivered] {
                    let bench = StoreBench(
                        steps: steps, inFlight: width, jobs: count(width), events: events, folder: folder)
                    print(try await bench.run())
                }
            }
        case .enqueue:
            for width in inFlight {
                print(try await EnqueueBench(inFlight: width, jobs: count(width), folder: folder).run())
            }
        case .drain:
            for width in inFlight {
                print(try await DrainBench(inFlight: width, jobs: count(width), folder: folder).run())
            }
        case .publish: try await measurePublishing(in: folder)
        case .pickup: print(try await PickupBench(jobs: max(jobs / 4, 1), folder: folder).run())
        case .validate:
            for files in [1, 1000] { print(try ValidateBench(files: files, registry: registry).run()) }
        case .filter: print(try FilterBench(rounds: 500_000).run())
        case .memory: try await MemoryBench(jobs: max(jobs, 10), folder: folder).run(print)
        }
    }

    private func measurePublishing(in folder: BenchFolder) async throws {
        let width = inFlight.max() ?? 1
        for (subscriptions, filter) in [(1, PublishBench.Filter.match), (100, .match), (10_000, .match), (100, .when)] {
            let bench = PublishBench(
                subscriptions: subscriptions, filter: filter, inFlight: width, jobs: count(width), folder: folder)
            print(try await bench.run())
        }
    }

    private var rows: [(steps: Int, inFlight: Int)] {
        steps.flatMap { steps in inFlight.map { (steps, $0) } }
    }

    /// One at a time takes much longer and says as much with fewer.
    private func count(_ inFlight: Int) -> Int { inFlight == 1 ? max(jobs / 10, min(jobs, 50)) : jobs }

    private func print(_ row: JSONValue) { Console.data(row.text()) }
}
