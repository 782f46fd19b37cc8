import ChildProcess
import StepKit
import Synchronization

/// A step that does not stop when it should, each in its own way.
protocol ZooStep: Step where Input == Empty, Output == Empty {
    static var isolation: Isolation { get }
    init()
    func misbehave(_ enclosure: Enclosure, in context: StepContext) async
}

extension ZooStep {
    static var descriptor: StepDescriptor<Empty, Empty> {
        StepDescriptor("zoo.animal", "Does not stop.", isolation: isolation, input: {})
    }

    static var isolation: Isolation { .cooperative }

    init(environment: StepEnvironment) { self.init() }

    func run(_ input: Empty, in context: StepContext) async throws -> Empty {
        let enclosure = Enclosure.current
        enclosure.started.open()
        await misbehave(enclosure, in: context)
        enclosure.ended.open()
        return Empty()
    }
}

struct BlockedStep: ZooStep {
    static let isolation = Isolation.blocking
    func misbehave(_ enclosure: Enclosure, in context: StepContext) async { enclosure.blockOnSemaphore() }
}

struct SpinningStep: ZooStep {
    func misbehave(_ enclosure: Enclosure, in context: StepContext) async { enclosure.spin() }
}

struct HungSocketStep: ZooStep {
    static let isolation = Isolation.blocking
    func misbehave(_ enclosure: Enclosure, in context: StepContext) async { enclosure.readFromSocket() }
}

struct SwallowingStep: ZooStep {
    func misbehave(_ enclosure: Enclosure, in context: StepContext) async {
        while !enclosure.isReleased {
            try? Task.checkCancellation()
            await Task.yield()
        }
    }
}

struct NeverResumedStep: ZooStep {
    func misbehave(_ enclosure: Enclosure, in context: StepContext) async { await enclosure.gate.wait() }
}

struct EndlessStreamStep: ZooStep {
    struct Numbers: AsyncSequence, AsyncIteratorProtocol {
        let enclosure: Enclosure
        var last = 0

        mutating func next() async -> Int? {
            await Task.yield()
            last &+= 1
            return enclosure.isReleased ? nil : last
        }

        func makeAsyncIterator() -> Numbers { self }
    }

    func misbehave(_ enclosure: Enclosure, in context: StepContext) async {
        for await _ in Numbers(enclosure: enclosure) {}
    }
}

/// Its writer is a task of its own, which no cancellation of the body reaches.
struct StrayWriterStep: ZooStep {
    func misbehave(_ enclosure: Enclosure, in context: StepContext) async {
        let writer = Task {
            while !enclosure.isReleased {
                let count = enclosure.writes.add(1, ordering: .relaxed).newValue
                context.progress(Double(count) / 1e6, "write \(count)")
                if count % 1000 == 0 {
                    try? context.emit("zoo.wrote", data: .int(Int64(count)))
                    context.saveRecord(true, collection: "zoo", id: "stray")
                }
                await Task.yield()
            }
        }
        await writer.value
    }
}

/// Its body goes on after its processes were killed.
protocol ChildKeepingStep: ZooStep {
    static var script: String { get }
}

extension ChildKeepingStep {
    static var isolation: Isolation { .process }

    func misbehave(_ enclosure: Enclosure, in context: StepContext) async {
        // Its own grace never ends: only the runtime can kill what ignores SIGTERM.
        let command = ChildCommand("/bin/sh", ["-c", Self.script], grace: .seconds(3600))
        _ = try? await command.run { child in
            guard let group = child.processGroup else { return }
            context.track(processGroup: group)
            enclosure.processGroup.withLock { $0 = group }
        }
        await enclosure.gate.wait()
    }
}

struct GrandchildrenStep: ChildKeepingStep {
    static let script = "trap '' TERM; sh -c 'sleep 1000 & wait' & wait"
}

struct DeafToSignalStep: ChildKeepingStep {
    static let script = "trap '' TERM; sleep 1000; sleep 1000 & sleep 1000"
}
