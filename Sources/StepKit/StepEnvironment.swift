/// What a plugin may know of the process it lives in, given once at start-up.
public struct StepEnvironment: Sendable {
    /// Settings by name, such as `MILLRACE_MODEL_ENDPOINT`: the process's environment unless a test says otherwise.
    public let variables: [String: String]
    /// The folders below which steps may read local files. Default: none.
    public let allowedFolders: [String]
    /// Networks outside the public internet that steps may reach, such as `127.0.0.0/8`. Default: none.
    public let allowedNetworks: [String]

    /// What the project's files say beside its pipelines, by section: `models`, `databases`, `project` (its folder).
    public let settings: [String: JSONValue]

    public init(
        variables: [String: String] = [:], allowedFolders: [String] = [], allowedNetworks: [String] = [],
        settings: [String: JSONValue] = [:]
    ) {
        self.variables = variables
        self.allowedFolders = allowedFolders
        self.allowedNetworks = allowedNetworks
        self.settings = settings
    }
}
