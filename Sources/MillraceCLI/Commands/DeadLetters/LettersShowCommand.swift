import ArgumentParser
import JSONModel
import StepKit

struct LettersShowCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a dead letter: why it died, its attempts, its payload, what it had done.",
        usage: "millrace dlq show <id> [<options>]",
        discussion: """
            Example: millrace dlq show 17
                     millrace dlq show 0198c0de-0000-7000-8000-000000000000
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The delivery's number, or its job's id.") var id: String
    @Flag(help: "Print JSON: a letter, or a list for a job's id.") var json = false

    func run(_ registry: StepRegistry) async throws {
        if let delivery = Int64(id) {
            let letter = try await Desks.with(options) { desk in try await desk.letter(delivery) }
            return json ? Console.data(letter) : LetterReport(letter: letter).print()
        }
        let letters = try await Desks.with(options) { desk in
            let page = try await desk.letters(["jobId": id, "limit": "500"])
            var letters: [JSONValue] = []
            for delivery in page["letters"]?.arrayValue?.compactMap({ $0["delivery"]?.intValue }) ?? [] {
                letters.append(try await desk.letter(delivery))
            }
            return letters
        }
        guard !letters.isEmpty else { throw CommandFailure(.findings, "not_found: job \(id) has no dead letter") }
        if json { return Console.data(.array(letters)) }
        for letter in letters { LetterReport(letter: letter).print() }
    }
}
