import Foundation
public import JSONModel

/// How a development model is started.
public struct DevModelOptions: Sendable {
    /// Default `127.0.0.1:8118`. Port 0 takes any free port.
    public var address: DevModelAddress
    /// What goes wrong, and how often. Default: nothing.
    public var faults: DevModelFaults
    /// The longest request body accepted; more is answered with 413. Default 64 MB.
    public var bodyLimit: ByteCount
    /// How long one image may take to decode. Default 60 s.
    public var decodeTimeLimit: Duration
    /// How ``DevModelFaults/delay`` and ``DevModelFaults/tokenDelay`` pass; tests put their own here.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// Seconds since 1970 for `created`. Default: the system's clock.
    public var unixTime: @Sendable () -> Int64

    public init(
        address: DevModelAddress = DevModelAddress(port: 8118),
        faults: DevModelFaults = .none,
        bodyLimit: ByteCount = .megabytes(64),
        decodeTimeLimit: Duration = .seconds(60),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        unixTime: (@Sendable () -> Int64)? = nil
    ) {
        self.address = address
        self.faults = faults
        self.bodyLimit = bodyLimit
        self.decodeTimeLimit = decodeTimeLimit
        self.sleep = sleep
        self.unixTime = unixTime ?? { Int64(Date().timeIntervalSince1970) }
    }
}
