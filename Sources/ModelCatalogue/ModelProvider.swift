/// A service that runs models, and where its key is to be found; the key itself is never part of a catalogue.
public struct ModelProvider: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Any server that speaks the OpenAI-compatible interface below one base URL.
        case openai
        /// Azure AI: an API version in the query, deployments, `api-key` or a bearer token.
        case azureAI = "azure-ai"
        /// Azure Speech batch transcription: submit, poll, fetch.
        case azureSpeech = "azure-speech"
        /// The `pocketsphinx_continuous` program of this machine.
        case pocketsphinx
    }

    public enum Authentication: String, Sendable, Hashable, CaseIterable {
        case apiKey = "api-key"
        case bearer
    }

    /// How Azure is told the deployment.
    public enum Deployments: String, Sendable, Hashable, CaseIterable {
        /// As `model` in the body, below `/models`.
        case body
        /// In the path, as `/openai/deployments/NAME`.
        case path
    }

    public let name: String
    public let kind: Kind
    /// A base URL such as `https://api.example/v1`.
    public var endpoint: String?
    /// The environment variable that holds the base URL; goes before ``endpoint``.
    public var endpointVariable: String?
    /// The environment variable that holds the key; `nil` where none is needed.
    public var keyVariable: String?
    /// Sent as `api-version`.
    public var apiVersion: String?
    public var authentication: Authentication
    public var deployments = Deployments.body

    public init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
        authentication = [.azureAI, .azureSpeech].contains(kind) ? .apiKey : .bearer
    }
}
