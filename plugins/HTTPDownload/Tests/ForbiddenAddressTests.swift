import OutboundHTTP
import StepKit
import StepKitTesting
import Synchronization
import TestSupport
import Testing

@testable import HTTPDownloadStep

/// The step with a client whose every socket is seen before it is opened.
private struct WitnessedDownload: Step {
    @TaskLocal static var onSocket: (@Sendable (Endpoint?, Bool) -> Void)?

    static let descriptor = HTTPDownloadStep.descriptor
    private let step: HTTPDownloadStep

    init(environment: StepEnvironment) throws {
        let client = OutboundHTTPClient(
            addressPolicy: .publicOnly, pinnedNames: ["inside.test:80:169.254.169.254"],
            onSocketDecision: Self.onSocket)
        step = try HTTPDownloadStep(environment: environment, client: client)
    }

    func run(_ input: HTTPDownloadStep.Input, in context: StepContext) async throws -> HTTPDownloadStep.Output {
        try await step.run(input, in: context)
    }
}

@Suite("Addresses that are not allowed", .timeLimit(.minutes(10)))
struct ForbiddenAddressTests {
    private static let privateURLs = [
        "http://169.254.169.254/latest", "http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://127.1/",
        "http://2130706433/", "http://0x7f000001/", "http://[::1]/", "http://0.0.0.0/", "http://inside.test/",
        "http://[64:ff9b::a9fe:a9fe]/", "https://192.168.0.1/",
    ]

    private static func run(_ url: String, networks: [String]) async throws -> (StepFailure?, opened: Int) {
        let opened = Mutex(0)
        let count: @Sendable (Endpoint?, Bool) -> Void = { _, isAllowed in
            if isAllowed { opened.withLock { $0 += 1 } }
        }
        let harness = try StepHarness(environment: StepEnvironment(allowedNetworks: networks))
        let outcome = await WitnessedDownload.$onSocket.withValue(count) {
            await harness.run(WitnessedDownload.self, with: ["url": .string(url)])
        }
        return (outcome.failure, opened.withLock { $0 })
    }

    @Test("a private address is refused before a socket is opened", arguments: privateURLs)
    func direct(url: String) async throws {
        let (failure, opened) = try await Self.run(url, networks: [])
        #expect(failure?.code == .urlForbidden && failure?.isRetryable == false)
        #expect(opened == 0)
    }

    @Test("a redirect to one is refused after the first socket", arguments: privateURLs)
    func redirected(url: String) async throws {
        try await ScriptedServer.with({ _, connection in connection.redirect(to: url) }) { server in
            let (failure, opened) = try await Self.run(server.url(), networks: ["127.0.0.1/32"])
            // Other spellings of 127.0.0.1 are allowed here, but nothing listens on its port 80.
            let isOurs = ["127.1", "2130706433", "0x7f000001"].contains { url.contains($0) }
            #expect(failure?.code == (isOurs ? .networkError : .urlForbidden))
            #expect(opened == (isOurs ? 2 : 1) && server.requests.count == 1)
        }
    }

    @Test("by default nothing of ours is reached, on any port")
    func closed() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200, "x") }) { server in
            let failure = try await download(["url": .string(server.url())], networks: []).failure
            #expect(failure?.code == .urlForbidden)
            #expect(server.connections == 0)
        }
    }

    @Test("a redirect to a file or another scheme is refused", arguments: ["file:///etc/passwd", "ftp://example.org/"])
    func scheme(url: String) async throws {
        try await ScriptedServer.with({ _, connection in connection.redirect(to: url) }) { server in
            let failure = try await download(["url": .string(server.url())]).failure
            #expect(failure?.code == .urlForbidden)
        }
    }

    @Test("a network that is none stops the process at its start")
    func settings() {
        #expect(throws: OutboundHTTPError.self) {
            try HTTPDownloadStep(environment: StepEnvironment(allowedNetworks: ["ten"]))
        }
    }
}
