public import JSONModel

/// One entry of `databases` in `millrace.yaml`: a database that SQL steps may use.
public struct DatabaseSettings: Sendable, Hashable {
    public enum Location: Sendable, Hashable {
        /// `sqlite:PATH`, below the project's folder unless absolute, or `postgres://…`.
        case url(String)
        /// The variable of the process's environment that holds the URL.
        case variable(String)
    }

    /// The database that needs no entry: Millrace's own store, for reading alone.
    public static let store = "store"

    public let location: Location
    /// Refuses statements that change anything. Default: false.
    public let isReadOnly: Bool

    public init(_ location: Location, isReadOnly: Bool = false) {
        self.location = location
        self.isReadOnly = isReadOnly
    }

    /// As it is written: `{ url | url_variable, read_only }`.
    public var json: JSONValue {
        let isReadOnly = JSONValue.bool(isReadOnly)
        return switch location {
        case .url(let url): ["url": .string(url), "read_only": isReadOnly]
        case .variable(let name): ["url_variable": .string(name), "read_only": isReadOnly]
        }
    }
}
