public import Broker

/// `millrace.yaml`, beside `pipelines/`: what holds for the whole project.
public struct ProjectSettings: Sendable, Hashable {
    /// How long finished work is kept.
    public var retention: Retention

    public init(retention: Retention = Retention()) {
        self.retention = retention
    }
}
