/// Sentences about what was measured.
extension ImageMeasures {
    private var brightnessWord: String {
        switch brightness {
        case ..<0.2: "very dark"
        case ..<0.4: "dark"
        case ..<0.7: "of medium brightness"
        default: "bright"
        }
    }

    private var changeWords: String? {
        switch change {
        case nil: nil
        case .some(..<0.01): "no movement since the frame before"
        case .some(..<0.08): "little movement since the frame before"
        case .some(..<0.2): "some movement since the frame before"
        case .some: "much movement since the frame before"
        }
    }

    /// Such as `Mostly red and blue, bright, much movement since the frame before.`
    var sentence: String {
        let names = colours.prefix(2).map(\.rawValue).joined(separator: " and ")
        return (["Mostly \(names)", brightnessWord] + [changeWords].compactMap(\.self)).joined(separator: ", ") + "."
    }

    var numbersSentence: String {
        "Brightness \(brightness), contrast \(contrast), colourfulness \(colourfulness), change \(change ?? 0)."
    }

    var mood: Mood {
        if brightness < 0.3 { return .negative }
        return brightness >= 0.6 && colourfulness >= 0.3 ? .positive : .neutral
    }
}
