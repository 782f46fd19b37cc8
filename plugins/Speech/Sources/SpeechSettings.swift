import ModelCatalogue
import OutboundHTTP
import StepKit

/// One who listens: a model of the catalogue, a server of the environment, or a program of this machine.
struct SpeechListener: Sendable {
    enum Backend: Sendable {
        /// Any server with `/audio/transcriptions`.
        case openAI(ModelAddress)
        /// Azure Speech: its base URL, headers and API version.
        case azureSpeech(base: String, headers: [String: String], version: String)
        case pocketsphinx
    }

    let backend: Backend
    /// What costs call it.
    let name: String
    /// `nil` where there is no catalogue.
    var model: Model?
    var hasBudgets = false
}

/// Who listens: by the project's catalogue, or by the process's environment where there is none.
struct SpeechSettings: Sendable {
    private static let role = "speech"
    private static let usualVersion = "2024-11-15"

    private let variables: [String: String]
    private let catalogue: ModelCatalogue?

    /// - Throws: ``ModelCatalogueError`` for a catalogue that cannot be read.
    init(_ environment: StepEnvironment) throws(ModelCatalogueError) {
        variables = environment.variables
        let models = environment.settings["models"]
        catalogue = try models.map { json throws(ModelCatalogueError) in try ModelCatalogue(json) }
    }

    /// Whom to ask, the first one first, the others where it does not answer.
    /// - Parameter hasProgram: whether a program is installed.
    func listeners(
        for name: String?, _ job: JobReference, hasProgram: (String) -> Bool
    ) throws(StepFailure) -> [SpeechListener] {
        do throws(ModelCatalogueError) {
            guard let catalogue else { return [try listener(named: name)] }
            return try listeners(for: name, job, in: catalogue)
        } catch {
            // Better a plain program than nobody, where nobody was chosen.
            guard error.code == .notConfigured, hasProgram(PocketSphinx.program) else {
                throw StepFailure(SpeechFailure.notConfigured, error.message)
            }
            return [SpeechListener(backend: .pocketsphinx, name: PocketSphinx.name)]
        }
    }

    private func listeners(
        for name: String?, _ job: JobReference, in catalogue: ModelCatalogue
    ) throws(ModelCatalogueError) -> [SpeechListener] {
        let request = ModelRequest(task: Self.role, creatorID: job.creatorID ?? "", jobType: job.jobType)
        let candidates = try catalogue.candidates(for: name ?? Self.role, request, needing: [.transcription])
        let first = try listener(candidates[0], in: catalogue)
        return [first] + candidates.dropFirst().compactMap { try? listener($0, in: catalogue) }
    }

    private func listener(
        _ model: Model, in catalogue: ModelCatalogue
    ) throws(ModelCatalogueError) -> SpeechListener {
        let backend = try backend(model, in: catalogue)
        return SpeechListener(
            backend: backend, name: model.name, model: model, hasBudgets: !catalogue.budgets.isEmpty)
    }

    private func backend(
        _ model: Model, in catalogue: ModelCatalogue
    ) throws(ModelCatalogueError) -> SpeechListener.Backend {
        let provider = catalogue.providers[model.provider]
        if provider?.kind == .pocketsphinx { return .pocketsphinx }
        if let provider, provider.kind == .azureSpeech, provider.isConfigured(in: variables),
            let base = provider.endpoint(in: variables)
        {
            let key = provider.key(in: variables)
            let isBearer = provider.authentication == .bearer
            let headers = key.map { isBearer ? ["Authorization": "Bearer \($0)"] : ["Ocp-Apim-Subscription-Key": $0] }
            return .azureSpeech(base: base, headers: headers ?? [:], version: provider.apiVersion ?? Self.usualVersion)
        }
        return .openAI(try catalogue.address(of: model, for: .transcription, in: variables))
    }

    /// The server of the environment.
    private func listener(named name: String?) throws(ModelCatalogueError) -> SpeechListener {
        var bare = ModelCatalogue()
        bare.providers["environment"] = ModelProvider("environment", .openai)
        let model = Model(name.map(resolve) ?? "whisper-1", provider: "environment")
        let address = try bare.address(of: model, for: .transcription, in: variables)
        return SpeechListener(backend: .openAI(address), name: model.name)
    }

    private func resolve(_ name: String) -> String {
        let word = name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return variables["MILLRACE_MODEL_ROLE_" + String(word)].flatMap { $0.isEmpty ? nil : $0 } ?? name
    }
}
