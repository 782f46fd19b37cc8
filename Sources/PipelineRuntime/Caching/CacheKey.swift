import Crypto
import JSONModel
import StepKit

/// Under what a step's result is kept.
enum CacheKey {
    /// SHA-256 over the plugin, what it is given, what the step's `cache.key` says, and the creator: results never
    /// reach another tenant. Files count by their bytes, wherever they are.
    static func text(plugin: String, input: JSONValue, key: JSONValue, creatorID: String?) -> String {
        let parts: JSONValue = [
            "plugin": .string(plugin), "with": byBytes(input), "key": byBytes(key),
            "creator": creatorID.map { .string($0) } ?? .null,
        ]
        return HexadecimalText.of(Array(SHA256.hash(data: Array(parts.text().utf8))))
    }

    private static func byBytes(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let items): return .array(items.map(byBytes))
        case .object(let members):
            if let artifact = try? JSONValueDecoder().decode(Artifact.self, from: value) {
                return ["sha256": .string(artifact.sha256)]
            }
            return .object(members.mapValues(byBytes))
        default: return value
        }
    }
}

/// Where a call's result is to be kept.
struct CacheTarget: Sendable {
    let key: String
    let timeToLive: Duration
}
