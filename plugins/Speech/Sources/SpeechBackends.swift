import OutboundHTTP
import StepKit

/// What one listener needs to work.
struct SpeechBackends: Sendable {
    let client: OutboundHTTPClient
    let tools: MediaTools
    let wait: @Sendable (Duration) async throws -> Void
    /// Where sound is put for Azure Speech to fetch it.
    let container: String?

    func transcribe(
        _ piece: SoundPieces.Piece, by listener: SpeechListener, language: String?, in context: StepContext
    ) async throws -> SpeechTranscript {
        switch listener.backend {
        case .pocketsphinx: return try await PocketSphinx(tools: tools).transcribe(piece, in: context)
        case .openAI(let address):
            return try await AudioTranscription(client: client, address: address)
                .transcribe(piece, language: language, in: context)
        case .azureSpeech(let base, let headers, let version):
            let batch = AzureSpeechBatch(
                client: client, base: base, headers: headers, version: version, container: container, wait: wait)
            return try await batch.transcribe(piece, language: language, in: context)
        }
    }
}
