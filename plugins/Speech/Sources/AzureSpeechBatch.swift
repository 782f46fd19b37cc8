import Foundation
import OutboundHTTP
import StepKit

/// Batch transcription of Azure Speech: the sound is put into a storage container, submitted, and asked about until it
/// is done; then everything is removed there.
struct AzureSpeechBatch: Sendable {
    /// Holds the container's URL with a SAS that may write, read and delete; Azure Speech fetches the sound from there.
    static let containerVariable = "MILLRACE_SPEECH_CONTAINER"
    private static let firstWait = Duration.seconds(3)
    private static let longestWait = Duration.seconds(30)
    private static let maxReplyBytes = 16 << 20
    private static let ticksPerSecond = 10_000_000.0

    let client: OutboundHTTPClient
    /// Such as `https://REGION.api.cognitive.microsoft.com`.
    let base: String
    let headers: [String: String]
    let version: String
    let container: String?
    let wait: @Sendable (Duration) async throws -> Void

    func transcribe(
        _ piece: SoundPieces.Piece, language: String?, in context: StepContext
    ) async throws -> SpeechTranscript {
        let exchange = SpeechExchange(client: client, context: context)
        let blob = try blobURL("millrace-\(UUID().uuidString.lowercased()).wav")
        try await put(piece, at: blob, exchange)
        do {
            let batch = try await submit(blob, language, exchange)
            try await waitForEnd(of: batch, exchange)
            let transcript = try await fetch(batch, exchange)
            await remove(batch, blob)
            return transcript
        } catch {
            await remove(nil, blob)
            throw error
        }
    }

    private func blobURL(_ name: String) throws(StepFailure) -> String {
        guard let container, !container.isEmpty else {
            throw StepFailure(
                SpeechFailure.notConfigured,
                "\(Self.containerVariable) is not set: Azure Speech fetches sound from there")
        }
        let parts = container.split(separator: "?", maxSplits: 1).map(String.init)
        var path = parts[0]
        while path.hasSuffix("/") { path.removeLast() }
        return "\(path)/\(name)" + (parts.count > 1 ? "?\(parts[1])" : "")
    }

    private func put(_ piece: SoundPieces.Piece, at blob: String, _ exchange: SpeechExchange) async throws {
        let sound = try Data(contentsOf: URL(filePath: piece.path))
        var request = OutboundRequest("PUT", blob, body: Array(sound))
        request.headers["x-ms-blob-type"] = "BlockBlob"
        request.headers["Content-Type"] = "audio/wav"
        do {
            _ = try await exchange.send(request, collectUpTo: Self.maxReplyBytes)
        } catch let failure as StepFailure where failure.code == SpeechFailure.invalidRequest {
            throw StepFailure(SpeechFailure.access, "the container does not take the sound", details: failure.details)
        }
    }

    /// - Returns: the batch's own URL.
    private func submit(_ blob: String, _ language: String?, _ exchange: SpeechExchange) async throws -> String {
        let body: JSONValue = [
            "contentUrls": [.string(blob)], "locale": .string(language ?? "en-US"), "displayName": "millrace",
            "properties": ["timeToLiveHours": 6, "punctuationMode": "DictatedAndAutomatic"],
        ]
        var request = authorised("POST", "\(base)/speechtotext/transcriptions:submit?api-version=\(version)")
        request.headers["Content-Type"] = "application/json"
        request.body = Array(body.text().utf8)
        let answer = try await json(request, exchange)
        // The key goes to nobody but the server it was given for.
        guard let link = answer["self"]?.stringValue, link.hasPrefix(base + "/") else {
            throw SpeechFailure.notUnderstood
        }
        return link
    }

    private func waitForEnd(of batch: String, _ exchange: SpeechExchange) async throws {
        var pause = Self.firstWait
        while true {
            try exchange.context.abort.throwIfAborted()
            guard exchange.context.timeRemaining > pause else {
                throw StepFailure(.timeout, "the transcription takes longer than this step may")
            }
            try await wait(pause)
            pause = min(pause * 2, Self.longestWait)
            switch try await json(authorised("GET", batch), exchange)["status"]?.stringValue {
            case "Succeeded": return
            case "Failed": throw StepFailure(SpeechFailure.refused, "Azure Speech could not transcribe the sound")
            case "NotStarted", "Running": continue
            default: throw SpeechFailure.notUnderstood
            }
        }
    }

    private func fetch(_ batch: String, _ exchange: SpeechExchange) async throws -> SpeechTranscript {
        let parts = batch.split(separator: "?", maxSplits: 1).map(String.init)
        let query = parts.count > 1 ? "?\(parts[1])" : "?api-version=\(version)"
        let files = try await json(authorised("GET", "\(parts[0])/files\(query)"), exchange)
        let results = (files["values"]?.arrayValue ?? []).filter { $0["kind"] == "Transcription" }
        guard let link = results.first?["links"]?["contentUrl"]?.stringValue else {
            throw StepFailure(SpeechFailure.refused, "Azure Speech has no transcript of the sound")
        }
        var request = OutboundRequest("GET", link)
        // Its address is an answer's word: nobody's but the public internet, or the hosts that were set up.
        if !isOwn(link) { request.addressPolicy = .publicOnly }
        return Self.transcript(try await json(request, exchange))
    }

    private func isOwn(_ link: String) -> Bool {
        let authority = { (url: String) in url.split(separator: "/").dropFirst().first.map(String.init) }
        return [base, container ?? ""].contains { authority($0) == authority(link) }
    }

    /// What is left behind ends with its time to live.
    private func remove(_ batch: String?, _ blob: String) async {
        if let batch { _ = try? await client.send(authorised("DELETE", batch), collectUpTo: 1 << 16) }
        var request = OutboundRequest("DELETE", blob)
        request.limits.totalTimeout = .seconds(5)
        _ = try? await client.send(request, collectUpTo: 1 << 16)
    }

    private func authorised(_ method: String, _ url: String) -> OutboundRequest {
        var request = OutboundRequest(method, url)
        for (name, value) in headers { request.headers[name] = value }
        request.limits.totalTimeout = .seconds(30)
        return request
    }

    private func json(_ request: OutboundRequest, _ exchange: SpeechExchange) async throws -> JSONValue {
        let response = try await exchange.send(request, collectUpTo: Self.maxReplyBytes)
        guard let value = try? JSONValue(parsing: response.body), value.objectValue != nil else {
            throw SpeechFailure.notUnderstood
        }
        return value
    }

    static func transcript(_ value: JSONValue) -> SpeechTranscript {
        let combined = (value["combinedRecognizedPhrases"]?.arrayValue ?? []).compactMap { $0["display"]?.stringValue }
        let segments = (value["recognizedPhrases"]?.arrayValue ?? []).compactMap { phrase -> SpeechSegment? in
            guard let offset = phrase["offsetInTicks"]?.doubleValue,
                let length = phrase["durationInTicks"]?.doubleValue,
                let text = phrase["nBest"]?[0]?["display"]?.stringValue
            else { return nil }
            return SpeechSegment(
                start: offset / ticksPerSecond, end: (offset + length) / ticksPerSecond, text: text)
        }
        return SpeechTranscript(
            text: combined.joined(separator: " "), segments: segments, language: nil,
            countedSeconds: value["durationInTicks"]?.doubleValue.map { $0 / ticksPerSecond })
    }
}
