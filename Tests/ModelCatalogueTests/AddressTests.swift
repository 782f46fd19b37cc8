import ModelCatalogue
import Testing

@Suite("Where a model is asked")
struct AddressTests {
    private func address(
        _ model: String, _ variables: [String: String], _ change: (inout ModelProvider) -> Void = { _ in }
    ) throws -> ModelAddress {
        var catalogue = try Sample.catalogue()
        if var provider = catalogue.providers["azure"] {
            change(&provider)
            catalogue.providers["azure"] = provider
        }
        return try catalogue.address(of: try #require(catalogue.models[model]), for: .chat, in: variables)
    }

    private static let azure = ["AZURE_ENDPOINT": "https://x.services.ai.azure.com/", "AZURE_KEY": "k"]

    @Test("Azure is told the deployment in the body or in the path, and the version in the query")
    func azure() throws {
        let inBody = try address("big", Self.azure)
        #expect(inBody.url == "https://x.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview")
        #expect(inBody.model == "Big-V3" && inBody.headers == ["api-key": "k"])
        let inPath = try address("big", Self.azure) { provider in
            provider.deployments = .path
            provider.authentication = .bearer
        }
        let path = "/openai/deployments/Big-V3/chat/completions?api-version=2024-05-01-preview"
        #expect(inPath.url == "https://x.services.ai.azure.com" + path)
        #expect(inPath.headers == ["Authorization": "Bearer k"])
        let spelled = try address("big", Self.azure.merging(["AZURE_ENDPOINT": "https://h/openai/v1"]) { $1 })
        #expect(spelled.url == "https://h/openai/v1/chat/completions?api-version=2024-05-01-preview")
    }

    @Test("any other server is asked below its base URL, without a key if it takes none")
    func openai() throws {
        let local = try address("small", ["MILLRACE_MODEL_ENDPOINT": "http://other", "MILLRACE_MODEL_KEY": "k"])
        #expect(local.url == "http://127.0.0.1:8080/v1/chat/completions" && local.headers.isEmpty)
    }

    @Test(
        "a stand-in is asked where the endpoint or the key is not set, and never given the provider's key",
        arguments: [
            [:], ["AZURE_ENDPOINT": "https://x"], ["AZURE_KEY": "k"], ["AZURE_ENDPOINT": "", "AZURE_KEY": "k"],
        ])
    func standIn(variables: [String: String]) throws {
        let set = variables.merging(["MILLRACE_MODEL_ENDPOINT": "http://dev/v1"]) { $1 }
        let standIn = try address("big", set)
        #expect(standIn.url == "http://dev/v1/chat/completions" && standIn.headers.isEmpty)
        #expect { try address("big", variables) } throws: { ($0 as? ModelCatalogueError)?.code == .notConfigured }
    }
}
