import StepKit

/// The databases of `millrace.yaml`, by name.
struct Databases: Sendable {
    /// Millrace's own: read by everybody, written by the runtime alone.
    static let store = "store"

    private let pools: [String: ConnectionPool]

    /// - Throws: `invalid_payload` for an entry that cannot be read.
    init(_ environment: StepEnvironment, isReadOnly: Bool) throws(StepFailure) {
        guard case .object(let entries) = environment.settings["databases"] ?? [:] else {
            throw StepFailure(.invalidPayload, "`databases` is not a map of databases by name")
        }
        var pools: [String: ConnectionPool] = [:]
        for (name, entry) in entries {
            let forReading = name == Self.store || entry["read_only"]?.boolValue == true
            let source = try DatabaseSource(name, entry, environment)
            pools[name] = ConnectionPool(
                name: name, source: source, isReadOnly: isReadOnly, mayBeWritten: !forReading)
        }
        self.pools = pools
    }

    /// - Throws: `not_found`, with what was probably meant.
    func named(_ name: String) throws(StepFailure) -> ConnectionPool {
        guard let pool = pools[name] else {
            let hint = Spelling.hint(Spelling.nearest(to: name, among: pools.keys))
            throw StepFailure(.notFound, "there is no database `\(name)` in millrace.yaml\(hint)")
        }
        return pool
    }
}

/// Where a database is.
enum DatabaseSource: Sendable {
    case sqlite(path: String)
    case postgres(url: String)
    /// A variable names it that is not set: an error only for who wants to use it.
    case unset(variable: String)

    init(_ name: String, _ entry: JSONValue, _ environment: StepEnvironment) throws(StepFailure) {
        if let variable = entry["url_variable"]?.stringValue {
            guard let url = environment.variables[variable], !url.isEmpty else {
                self = .unset(variable: variable)
                return
            }
            try self.init(name, url: url, environment)
        } else {
            guard let url = entry["url"]?.stringValue else {
                throw StepFailure(.invalidPayload, "the database `\(name)` has neither `url` nor `url_variable`")
            }
            try self.init(name, url: url, environment)
        }
    }

    private init(_ name: String, url: String, _ environment: StepEnvironment) throws(StepFailure) {
        if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
            guard PostgresConnection.isReadable(url) else {
                throw StepFailure(.invalidPayload, "the URL of the database `\(name)` cannot be read")
            }
            self = .postgres(url: url)
            return
        }
        let path = url.dropFirst("sqlite:".count)
        guard url.hasPrefix("sqlite:"), !path.isEmpty, !path.utf8.contains(0) else {
            throw StepFailure(
                .invalidPayload, "the URL of the database `\(name)` begins with neither postgres:// nor sqlite:")
        }
        let project = environment.settings["project"]?.stringValue ?? "."
        self = .sqlite(path: path.hasPrefix("/") ? String(path) : "\(project)/\(path)")
    }
}
