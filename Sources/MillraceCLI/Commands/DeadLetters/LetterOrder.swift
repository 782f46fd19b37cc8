import ArgumentParser
import Foundation
import JSONModel

/// What redrive and discard have in common: which letters, a look at them, and a yes.
struct LetterOrder: ParsableArguments {
    @OptionGroup var filters: LetterFilters
    @Flag(help: "All dead letters of the store; needed where no filter is given.") var all = false
    @Flag(name: .shortAndLong, help: "Do not ask. Needed where nobody can be asked.") var yes = false
    @Option(help: ArgumentHelp("Do nothing unless it is about exactly so many letters.", valueName: "count"))
    var expect: Int?
    @Flag(help: "Print what became of each letter as JSON.") var json = false

    func validate() throws {
        guard filters.parameters.isEmpty == all else {
            throw ValidationError(
                all ? "--all and filters do not go together." : "Say which dead letters: give a filter, or --all.")
        }
    }

    /// What it would be about now.
    /// - Throws: ``CommandFailure`` if that is not what is expected.
    func preview(at desk: any Desk) async throws -> LetterPreview {
        let preview = LetterPreview(try await desk.preview(filters.parameters))
        if let expect, expect != preview.count {
            throw CommandFailure(
                .findings, "preview_changed: it is about \(preview.count) dead letters now, not \(expect)")
        }
        return preview
    }

    /// Whether somebody agrees: by flag or at the terminal.
    /// - Parameter act: what is to be done, such as `Redrive`.
    func isAgreed(_ act: String, _ preview: LetterPreview) throws -> Bool {
        if yes { return true }
        let letters = preview.letters.count == 1 ? "this dead letter" : "these \(preview.letters.count) dead letters"
        guard Terminal.canAsk else {
            let command = Terminal.commandLine(adding: ["--yes", "--expect", "\(preview.count)"])
            throw CommandFailure(.usage, "confirmation_required: to \(act.lowercased()) \(letters): \(command)")
        }
        return Terminal.ask("\(act) \(letters)?")
    }

    /// Prints the answer to an order.
    /// - Throws: ``CommandFailure`` if something was not done to every letter.
    func report(_ answer: JSONValue, done: String) throws {
        let others = ["moved": "died again since", "gone": "no dead letter any more", "refused": "refused"]
        let counts = others.sorted { $0.key < $1.key }.compactMap { word, meaning in
            answer.count(word) > 0 ? "\(answer.count(word)) \(word) (\(meaning))" : nil
        }
        if json {
            Console.data(answer)
        } else {
            Console.data((["\(answer.count(done)) \(done)"] + counts).joined(separator: ", "))
        }
        let undone = (answer["letters"]?.arrayValue ?? []).filter { $0["outcome"]?.stringValue != done }
        for letter in undone {
            Console.note("delivery \(letter.cell("delivery")): \(letter.cell("outcome")): \(letter.cell("detail"))")
        }
        guard undone.isEmpty else {
            throw CommandFailure(.findings, "letters_changed: \(undone.count) dead letters were not \(done)")
        }
    }
}

/// What an order would be about.
struct LetterPreview {
    let count: Int
    /// Each with its fence, as an order names it.
    let letters: [JSONValue]
    let groups: [JSONValue]

    init(_ answer: JSONValue) {
        count = answer.count("count")
        letters = answer["letters"]?.arrayValue ?? []
        groups = answer["groups"]?.arrayValue ?? []
    }

    func show() {
        let more = count > letters.count ? "; the newest \(letters.count) are taken now" : ""
        Console.note("\(count) dead \(count == 1 ? "letter" : "letters")\(more)")
        for line in LetterTables.groups(groups).lines { Console.note("  " + line) }
    }
}
