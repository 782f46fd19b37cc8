import JSONModel
import ModelCatalogue

/// A catalogue with two providers, three models and a router.
enum Sample {
    static let json: JSONValue = [
        "currency": "EUR",
        "providers": [
            "azure": [
                "kind": "azure-ai", "endpoint_variable": "AZURE_ENDPOINT", "key_variable": "AZURE_KEY",
                "api_version": "2024-05-01-preview",
            ],
            "local": ["kind": "openai", "endpoint": "http://127.0.0.1:8080/v1/"],
        ],
        "models": [
            "big": [
                "provider": "azure", "deployment": "Big-V3", "abilities": ["chat", "vision"], "context": 1000,
                "output": 400, "prices": ["input": 0.25, "cached_input": 0.1, "output": 1.5, "image": 0.002],
                "concurrency": 2, "rate": "10/m",
            ],
            "small": [
                "provider": "local", "abilities": ["chat"], "context": 1000, "prices": ["input": 0, "output": 0],
            ],
            "unpriced": ["provider": "local", "context": 1000, "prices": ["input": 0.25]],
            "ear": ["provider": "local", "abilities": ["transcription"], "prices": ["audio_minute": 0.006]],
        ],
        "roles": ["writing": "big"],
        "router": [
            ["when": "request.task == 'writing' || request.tokens > 500", "model": "writing"],
            ["when": "1 / request.images > 100", "model": "unpriced"], ["model": "small"],
        ],
        "fallbacks": ["big": ["small", "unpriced"], "small": ["big"]],
        "budgets": ["job": 0.5, "day": 20, "pipelines": ["video": 3]],
    ]

    static func catalogue() throws -> ModelCatalogue { try ModelCatalogue(json) }
}
