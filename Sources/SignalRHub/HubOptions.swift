/// The limits of a hub. The times are those that clients of SignalR expect.
public struct HubOptions: Sendable {
    /// A connection to which nothing else was sent for this long gets a ping. Default: 15 seconds.
    public var keepAlive: Duration = .seconds(15)
    /// A client that was not heard for this long is gone. Default: 30 seconds.
    public var clientTimeout: Duration = .seconds(30)
    /// How long a client may take from negotiating to the end of its handshake. Default: 15 seconds.
    public var handshakeTimeout: Duration = .seconds(15)
    /// How long a long poll waits for something to say. Default: 90 seconds.
    public var pollTimeout: Duration = .seconds(90)
    /// How long a connection that has ended may take to read its last words. Default: 5 seconds.
    public var closeGrace: Duration = .seconds(5)
    /// The most bytes of one message of a client. Default: 32 KB.
    public var messageLimit = 32 << 10
    /// The most bytes that wait for one client; beyond that it is too slow and is closed. Default: 1 MB.
    public var outgoingLimit = 1 << 20
    /// The most connections in all. Default: 10,000.
    public var connectionLimit = 10_000
    /// The most connections of one user. Default: 100.
    public var userConnectionLimit = 100
    /// The most groups that one connection may be in. Default: 100.
    public var groupLimit = 100
    /// The origins (such as `https://app.example`) whose pages may connect, beside the server's own. Default: none.
    public var origins: Set<String> = []

    public init() {}
}
