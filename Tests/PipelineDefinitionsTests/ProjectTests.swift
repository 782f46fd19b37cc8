import Broker
import Foundation
import JSONModel
import PipelineDefinitions
import StepKit
import Testing

@Suite("A project")
struct ProjectTests {
    private let good = "kind: pipeline\nname: good\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"

    @Test("is nil when any file has an error, and all files are checked")
    func allFiles() throws {
        let reading = try ProjectFolder.read(["a.yaml": "kind: [", "b.yaml": good, "c.yaml": "kind: odd\n"])
        #expect(reading.project == nil && reading.hasErrors)
        #expect(reading.diagnostics.map(\.file) == ["pipelines/a.yaml", "pipelines/c.yaml"])
        #expect(reading.files.map(\.path) == ["pipelines/a.yaml", "pipelines/b.yaml", "pipelines/c.yaml"])
    }

    @Test("is told of in the order of its files, whichever core reads which")
    func order() throws {
        let numbers = 100..<180
        var texts = Dictionary(
            uniqueKeysWithValues: numbers.map { number in
                ("pipelines/p\(number).yaml", good.replacing("name: good", with: "name: p\(number)"))
            })
        let whole = Project.read(.texts(texts), registry: FakeSteps.registry)
        #expect(whole.project?.pipelines.map(\.name) == numbers.map { "p\($0)" })
        for number in numbers where number.isMultiple(of: 3) {
            texts["pipelines/p\(number).yaml"] = number.isMultiple(of: 2) ? "kind: [" : "kind: pipeline\nname: a b\n"
        }
        let broken = Project.read(.texts(texts), registry: FakeSteps.registry)
        #expect(broken.files.map(\.path) == numbers.map { "pipelines/p\($0).yaml" })
        #expect(
            broken.diagnostics.filter { $0.code == "E0104" }.map(\.file)
                == broken.files.map(\.path).filter {
                    texts[$0] == "kind: ["
                })
        #expect(Project.read(.texts(texts), registry: FakeSteps.registry).diagnostics == broken.diagnostics)
    }

    @Test("is there in spite of warnings")
    func warnings() throws {
        let text = good.replacing("message: a", with: "message: \"{{ a }}\"")
        let reading = try ProjectFolder.read(["a.yaml": text])
        #expect(reading.diagnostics.map(\.code) == ["W0413"] && !reading.hasErrors)
        #expect(reading.project?.pipeline(named: "good") != nil)
        #expect(reading.project?.pipeline(named: "bad") == nil)
    }

    @Test("refuses a file that is not UTF-8 and reads the others")
    func encoding() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "definitions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "pipelines"), withIntermediateDirectories: true)
        try Data([0x61, 0xFF]).write(to: folder.appending(path: "pipelines/a.yaml"))
        try Data("kind: odd".utf8).write(to: folder.appending(path: "pipelines/b.yml"))
        let reading = Project.read(folder: folder.path, registry: FakeSteps.registry)
        #expect(reading.diagnostics.map(\.code) == ["E0112", "E0205"])
    }

    @Test("gives the broker its subscriptions with the hash of their pipelines")
    func topology() throws {
        let project = try ProjectFolder.subscription(
            "{ pipeline: report, match: { jobType: report }, ttl: 1h, deliveries: 3, lock: 2m, concurrency: 4 }")
        let topology = project.topology
        let subscription = try #require(topology.subscriptions.first)
        let definition = try #require(topology.definitions.first)
        #expect(topology.subscriptions.count == 1 && topology.definitions.count == 1)
        #expect(subscription.definition == definition.hash && definition.name == "report")
        #expect(subscription.name == "all" && subscription.topic == "jobs" && subscription.condition == nil)
        #expect(subscription.timeToLive == .seconds(3600) && subscription.deliveries == 3)
        #expect(subscription.lock == .seconds(120) && subscription.concurrency == 4)
    }

    @Test("leaves out a subscription whose pipeline it does not have")
    func unknownPipeline() {
        let routing = RoutingDefinition(subscriptions: [SubscriptionDefinition(name: "a", pipeline: "none")])
        #expect(Project(pipelines: [], routing: routing).topology.subscriptions.isEmpty)
    }

    @Test(
        "takes a message only where the filter is true; an error is no match",
        arguments: [
            (["jobType": "report", "size": 3], true), (["jobType": "report", "size": 2], false),
            (["jobType": "report"], false), (["jobType": "report", "size": "3"], false),
            (["jobType": "other", "size": 3], false), (["jobType": "report", "size": 3.5], true),
            (["jobType": "report", "size": nil], false), ([:], false),
        ] as [([String: JSONValue], Bool)])
    func filter(attributes: [String: JSONValue], isTaken: Bool) throws {
        let project = try ProjectFolder.subscription(
            "{ pipeline: report, match: { jobType: report }, when: message.size > 2 }")
        #expect(project.topology.subscriptions.first?.takes(attributes) == isTaken)
    }

    @Test(
        "does not take a message whose filter gives no truth value",
        arguments: ["message.size", "message['size']", "false"])
    func noBoolean(filter: String) throws {
        let project = try ProjectFolder.subscription("{ pipeline: report, when: \"\(filter)\" }")
        #expect(project.topology.subscriptions.first?.takes(["size": 1]) == false)
    }

    @Test("an error on one side of `or` does not hide the other side's truth")
    func threeValued() throws {
        let project = try ProjectFolder.subscription("{ pipeline: report, when: message.none == 1 || message.a == 1 }")
        #expect(project.topology.subscriptions.first?.takes(["a": 1]) == true)
        #expect(project.topology.subscriptions.first?.takes(["a": 2]) == false)
    }

    @Test("a subscription has the documented defaults")
    func defaults() throws {
        let project = try ProjectFolder.subscription("{ pipeline: report }")
        let subscription = try #require(project.routing.subscriptions.first)
        #expect(subscription.match == [:] && subscription.when == nil)
        #expect(subscription.concurrency == 1 && subscription.prefetch == 0)
        #expect(subscription.lock == .seconds(60) && subscription.renewFor == nil && subscription.timeToLive == nil)
        #expect(subscription.deliveries == 10 && subscription.timeout == .seconds(600))
        #expect(subscription.backoff == [.seconds(15), .seconds(45), .seconds(120)])
        let made = SubscriptionDefinition(name: "all", pipeline: "report")
        #expect(made.topic == subscription.topic && made.backoff == subscription.backoff)
        #expect(made.lock == subscription.lock && made.timeout == subscription.timeout)
    }

    @Test("a subscription has what its file says")
    func values() throws {
        let project = try ProjectFolder.subscription(
            """
            { pipeline: report, match: { jobType: a, n: 2, on: true }, concurrency: 2, prefetch: 20, lock: 30s, \
            renew_for: 5m, ttl: 7d, deliveries: 5, backoff: [3s, 2m], timeout: 90s }
            """)
        let subscription = try #require(project.routing.subscriptions.first)
        #expect(subscription.match == ["jobType": "a", "n": 2, "on": true])
        #expect(subscription.concurrency == 2 && subscription.prefetch == 20 && subscription.deliveries == 5)
        #expect(subscription.lock == .seconds(30) && subscription.renewFor == .seconds(300))
        #expect(subscription.timeToLive == .seconds(604_800) && subscription.timeout == .seconds(90))
        #expect(subscription.backoff == [.seconds(3), .seconds(120)])
    }
}
