import Hummingbird
import HummingbirdCore
import JSONModel
import Logging
import TestSupport
import WebTokens

@testable import SignalRHub

/// A hub behind real sockets on loopback, with a clock that stands still unless a test moves it.
struct HubServer: Sendable {
    static let tokenKey = Array("the key of access tokens, 32 bytes".utf8)
    static let accessKey = Array("the access key of whoever sends".utf8)
    static let start = Duration.seconds(1_700_000_000)

    let hub: Hub
    let clock: ManualClock
    let port: Int

    /// - Parameter port: 0 for one that is free.
    static func with<Value: Sendable>(
        options: HubOptions = HubOptions(), port: Int = 0, _ body: (HubServer) async throws -> Value
    ) async throws -> Value {
        let clock = ManualClock()
        let time = HubTime(now: { start + clock.elapsed }, sleep: { try await clock.sleep(for: $0) })
        let trust = Hub.Trust(tokenKey: tokenKey, accessKey: accessKey) { job, user in
            job.hasPrefix(user + "-")
        }
        let logger = Logger(label: "hub") { _ in SwiftLogNoOpLogHandler() }
        let hub = Hub(options: options, trust: trust, time: time, logger: logger)
        let (ports, found) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await hub.run() }
            group.addTask {
                defer { found.finish() }
                try await serve(hub, port: port, logger) { found.yield($0) }
            }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else {
                try await group.next()
                throw CancellationError()
            }
            return try await body(HubServer(hub: hub, clock: clock, port: port))
        }
    }

    private static func serve(
        _ hub: Hub, port: Int, _ logger: Logger, onListening: @escaping @Sendable (Int) -> Void
    ) async throws {
        let router = Router()
        HubRoutes(hub).add(to: router)
        SendRoutes(hub).add(to: router)
        let application = Application(
            router: router, server: HTTPServerBuilder { HubChannel(hub: hub, responder: $0) },
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { onListening($0.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }

    static func token(_ user: String, lasts: Duration = .seconds(3600), key: [UInt8] = tokenKey) -> String {
        let expiry = (start + lasts).components.seconds
        return WebToken.signed(["sub": .string(user), "exp": .int(expiry)], key: key)
    }

    var url: String { "http://127.0.0.1:\(port)/hubs/jobs" }

    /// Moves the clock and lets the hub look at it.
    func pass(_ duration: Duration) async throws {
        for _ in 0..<duration.components.seconds {
            try await clock.waitForSleepers(count: 1)
            clock.advance(by: .seconds(1))
        }
        try await clock.waitForSleepers(count: 1)
    }
}
