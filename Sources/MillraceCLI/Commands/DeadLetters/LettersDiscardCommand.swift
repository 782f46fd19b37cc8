import ArgumentParser
import JSONModel
import StepKit

struct LettersDiscardCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Give dead letters up for good; their jobs stay failed.",
        discussion: """
            Example: millrace dlq export --older-than 30d --output old.jsonl
                     millrace dlq discard --older-than 30d --yes
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: LetterOrder

    func run(_ registry: StepRegistry) async throws {
        let answer = try await Desks.with(options) { desk -> JSONValue? in
            let preview = try await order.preview(at: desk)
            guard preview.count > 0 else { return nil }
            preview.show()
            guard try order.isAgreed("Discard", preview) else { return nil }
            return try await desk.discard(["letters": .array(preview.letters)])
        }
        guard let answer else { return Console.note("No dead letters were discarded.") }
        try order.report(answer, done: "discarded")
    }
}
