/// A request to turn sound into text, as far as the development model looks at it.
struct TranscriptionRequest {
    let model: String
    let language: String?
    let isVerbose: Bool
    let sound: WaveSound

    /// - Throws: ``DevModelError``.
    init(_ body: [UInt8], contentType: String) throws(DevModelError) {
        let form = try MultipartForm(body, contentType: contentType)
        guard let file = form["file"] else {
            throw DevModelError(.invalidRequest, "there is no file", at: "/file")
        }
        let format = form.text("response_format") ?? "json"
        guard ["json", "verbose_json"].contains(format) else {
            throw DevModelError(.invalidRequest, "`json` or `verbose_json` is expected", at: "/response_format")
        }
        model = form.text("model") ?? ""
        language = form.text("language")
        isVerbose = format == "verbose_json"
        sound = try WaveSound(Array(file))
    }
}
