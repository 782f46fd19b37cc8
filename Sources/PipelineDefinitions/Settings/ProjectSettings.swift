public import Broker
import JSONModel

/// `millrace.yaml`, beside `pipelines/`: what holds for the whole project.
public struct ProjectSettings: Sendable, Hashable {
    /// How long finished work is kept.
    public var retention: Retention
    /// The databases of SQL steps, by name.
    public var databases: [String: DatabaseSettings]

    public init(retention: Retention = Retention(), databases: [String: DatabaseSettings] = [:]) {
        self.retention = retention
        self.databases = databases
    }

    var databasesJSON: JSONValue { .object(databases.mapValues(\.json)) }
}
