import Foundation
import ModelCatalogue
import OutboundHTTP
import StepKit

/// One request to a server that speaks OpenAI's `/audio/transcriptions`.
struct AudioTranscription: Sendable {
    private static let maxReplyBytes = 8 << 20
    /// Never part of a WAV file of ours by accident: files of one recorder do not hold our own name.
    private static let boundary = "millrace-form-5f1c7a90e2"

    let client: OutboundHTTPClient
    let address: ModelAddress

    func transcribe(
        _ piece: SoundPieces.Piece, language: String?, in context: StepContext
    ) async throws -> SpeechTranscript {
        var fields = [("model", address.model), ("response_format", "verbose_json")]
        // The interface takes the language alone, not the country.
        if let language { fields.append(("language", String(language.prefix { $0 != "-" }))) }
        let sound = try Data(contentsOf: URL(filePath: piece.path))
        var request = OutboundRequest("POST", address.url, body: Self.form(fields, sound))
        for (name, value) in address.headers { request.headers[name] = value }
        request.headers["Content-Type"] = "multipart/form-data; boundary=\(Self.boundary)"
        let exchange = SpeechExchange(client: client, context: context)
        return try Self.transcript(try await exchange.send(request, collectUpTo: Self.maxReplyBytes).body)
    }

    private static func form(_ fields: [(String, String)], _ sound: Data) -> [UInt8] {
        var body: [UInt8] = []
        for (name, value) in fields {
            let text = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            body += Array(text.utf8)
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"sound.wav\"\r\nContent-Type: audio/wav"
        body += Array("--\(boundary)\r\n\(head)\r\n\r\n".utf8)
        body += sound
        return body + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    static func transcript(_ bytes: [UInt8]) throws(StepFailure) -> SpeechTranscript {
        guard let value = try? JSONValue(parsing: bytes), let text = value["text"]?.stringValue else {
            throw SpeechFailure.notUnderstood
        }
        let segments = (value["segments"]?.arrayValue ?? []).compactMap { segment -> SpeechSegment? in
            guard let start = segment["start"]?.doubleValue, let end = segment["end"]?.doubleValue,
                let text = segment["text"]?.stringValue
            else { return nil }
            return SpeechSegment(start: start, end: end, text: text.trimmingCharacters(in: .whitespaces))
        }
        return SpeechTranscript(
            text: text.trimmingCharacters(in: .whitespacesAndNewlines), segments: segments,
            language: value["language"]?.stringValue,
            countedSeconds: value["usage"]?["seconds"]?.doubleValue)
    }
}
