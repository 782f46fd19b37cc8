public import JSONModel

/// A request that a provider would bill, as this server counted it.
public struct BilledRequest: Sendable, Hashable {
    public enum Service: String, Sendable, Hashable { case chat, transcription }

    /// What the client got to see of the answer. It is billed whatever that was.
    public enum Ending: String, Sendable, Hashable {
        case whole
        case brokenOff = "broken_off"
        case truncated
        /// An error instead of the answer.
        case failed
    }

    public let service: Service
    /// As the request named it.
    public let model: String
    public let promptTokens: Int
    public let completionTokens: Int
    public let images: Int
    /// Begun seconds of sound.
    public let audioSeconds: Int
    public let ending: Ending

    public var json: JSONValue {
        [
            "service": .string(service.rawValue), "model": .string(model), "prompt_tokens": .int(Int64(promptTokens)),
            "completion_tokens": .int(Int64(completionTokens)), "images": .int(Int64(images)),
            "audio_seconds": .int(Int64(audioSeconds)), "ending": .string(ending.rawValue),
        ]
    }
}

/// Every request that was billed, to hold against what a client says it spent.
struct BillingLedger {
    /// Of these the newest are kept; the sums count all.
    private static let kept = 10_000

    private(set) var requests: [BilledRequest] = []
    private var totals: [String: Total] = [:]

    private struct Total {
        var requests = 0
        var promptTokens = 0
        var completionTokens = 0
        var images = 0
        var audioSeconds = 0

        var json: JSONValue {
            let counts = [
                "requests": requests, "prompt_tokens": promptTokens, "completion_tokens": completionTokens,
                "images": images, "audio_seconds": audioSeconds,
            ]
            return .object(counts.mapValues { .int(Int64($0)) })
        }
    }

    mutating func add(_ request: BilledRequest) {
        if requests.count >= Self.kept { requests.removeFirst(Self.kept / 10) }
        requests.append(request)
        var total = totals[request.model] ?? Total()
        total.requests += 1
        total.promptTokens += request.promptTokens
        total.completionTokens += request.completionTokens
        total.images += request.images
        total.audioSeconds += request.audioSeconds
        totals[request.model] = total
    }

    var json: JSONValue {
        ["requests": .array(requests.map(\.json)), "totals": .object(totals.mapValues(\.json))]
    }
}
