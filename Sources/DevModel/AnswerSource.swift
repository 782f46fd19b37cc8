/// Where answers come from: what was measured in the images, or else the words of the prompt.
struct AnswerSource: Sendable {
    let images: [ImageMeasures]
    let words: PromptWords

    private func image(at place: AnswerPlace) -> ImageMeasures? {
        place.image.flatMap { images.indices.contains($0) ? images[$0] : nil } ?? (images.count == 1 ? images[0] : nil)
    }

    /// How many items a list should have, before its schema is asked.
    func naturalCount(at place: AnswerPlace) -> Int {
        switch place.role {
        case .spoken: 0
        case .label, .colour: min(labels(at: place).count, 4)
        default: place.isInsideList ? 1 : (images.isEmpty ? 3 : images.count)
        }
    }

    func text(at place: AnswerPlace) -> String {
        switch place.role {
        case .spoken: return ""
        case .label, .colour: return label(at: place)
        case .mood: return mood(at: place).words[0]
        case .title: return title(at: place)
        case .reason: return reason(at: place)
        case .summary: return image(at: place)?.sentence ?? overview
        default: return sentence(at: place)
        }
    }

    private func sentence(at place: AnswerPlace) -> String {
        if images.isEmpty { return words.sentence(place.item) }
        return image(at: place)?.sentence ?? overview
    }

    private func title(at place: AnswerPlace) -> String {
        if place.isInsideLabel { return label(at: place) }
        guard !images.isEmpty else { return words.title(place.item) }
        let colour = (image(at: place) ?? images[0]).colours[0].rawValue
        return place.image.map { "Frame \($0 + 1): \(colour)" } ?? "Mostly \(colour)"
    }

    private func reason(at place: AnswerPlace) -> String {
        if images.isEmpty { return "The message speaks of \(words.topic(place.item))." }
        return image(at: place)?.numbersSentence ?? overview
    }

    private func label(at place: AnswerPlace) -> String {
        let labels = labels(at: place)
        let round = place.item / labels.count
        return labels[place.item % labels.count] + (round > 0 ? " \(round + 1)" : "")
    }

    /// Never empty, each once.
    private func labels(at place: AnswerPlace) -> [String] {
        if images.isEmpty { return words.topics }
        var seen: Set<ColourName> = []
        let colours = (image(at: place).map { [$0] } ?? images).flatMap(\.colours).filter { seen.insert($0).inserted }
        if case .colour = place.role { return colours.map(\.rawValue) }
        return colours.map(\.area)
    }

    var colourNames: [String] { images.flatMap(\.colours).map(\.rawValue) }

    func mood(at place: AnswerPlace) -> Mood {
        if let image = image(at: place) { return image.mood }
        guard !images.isEmpty else { return words.mood }
        let moods = images.map(\.mood)
        if moods.allSatisfy({ $0 == moods[0] }) { return moods[0] }
        return .neutral
    }

    /// One paragraph about everything.
    var overview: String {
        guard !images.isEmpty else { return words.summary }
        if images.count == 1 { return images[0].sentence }
        var seen: Set<ColourName> = []
        let colours = images.compactMap(\.colours.first).filter { seen.insert($0).inserted }.map(\.rawValue)
        let changes = images.filter { ($0.change ?? 0) >= 0.08 }.count
        return "\(images.count) frames, mostly \(colours.joined(separator: ", ")); \(changes) of them differ clearly"
            + " from the frame before."
    }

    /// The answer where no form is asked for.
    var paragraph: String {
        guard !images.isEmpty else { return "[dev-model] " + words.summary + " " + words.sentence(0) }
        let frames = images.enumerated().map { "Frame \($0.offset + 1): \($0.element.sentence)" }
        return "[dev-model] " + ([overview] + frames).joined(separator: " ")
    }
}

extension AnswerSource {
    /// From 0 to 1.
    func ratio(_ ratio: PropertyRole.Ratio, at place: AnswerPlace) -> Double {
        guard let image = image(at: place) ?? images.first else { return ratio == .confidence ? 0.75 : 0.5 }
        return switch ratio {
        case .confidence: (0.5 + image.contrast / 2).threeDecimals
        case .brightness: image.brightness
        case .contrast: image.contrast
        case .colourfulness: image.colourfulness
        case .change: image.change ?? 0
        }
    }

    func flag(at place: AnswerPlace) -> Bool {
        let name = place.name.lowercased()
        guard let image = image(at: place) ?? images.first else { return false }
        if name.contains("bright") { return image.brightness >= 0.7 }
        if name.contains("dark") { return image.brightness < 0.4 }
        if ["change", "mov", "motion"].contains(where: name.contains) { return (image.change ?? 0) >= 0.01 }
        return false
    }
}
