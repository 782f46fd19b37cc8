public import Broker

/// Settings of a runtime.
public struct RuntimeOptions: Sendable {
    /// A random value per process start.
    public var worker: String
    /// Where steps get their folders.
    public var workspaceRoot: String
    /// Between asking a step to stop and ending it. Default 5 s.
    public var grace: Duration
    /// How long running attempts may go on after a shutdown was asked for, before they are asked to stop. Default 10 s.
    public var drain: Duration
    /// Progress is stored at most this often for each job. Default 250 ms.
    public var progressInterval: Duration
    /// How often to look for work and for lost locks without a hint. Default 5 s.
    public var pollInterval: Duration
    /// What expressions see as `env`.
    public var variables: [String: String]
    /// What expressions see as `secrets` and steps through their context.
    public var secrets: [String: String]
    /// What is removed once it is old; `nil` removes nothing.
    public var retention: Retention?
    /// Work on this job alone.
    public var onlyJob: String?
    /// 64 random bits, for jitter.
    public var random: @Sendable () -> UInt64

    public init(
        worker: String, workspaceRoot: String, grace: Duration = .seconds(5), drain: Duration = .seconds(10),
        progressInterval: Duration = .milliseconds(250), pollInterval: Duration = .seconds(5),
        variables: [String: String] = [:], secrets: [String: String] = [:], retention: Retention? = nil,
        onlyJob: String? = nil,
        random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    ) {
        self.worker = worker
        self.workspaceRoot = workspaceRoot
        self.grace = grace
        self.drain = drain
        self.progressInterval = progressInterval
        self.pollInterval = pollInterval
        self.variables = variables
        self.secrets = secrets
        self.retention = retention
        self.onlyJob = onlyJob
        self.random = random
    }
}
