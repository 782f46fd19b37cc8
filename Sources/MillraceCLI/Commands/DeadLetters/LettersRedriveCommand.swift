import ArgumentParser
import Broker
import JSONModel
import MillraceServer
import StepKit

struct LettersRedriveCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive", abstract: "Put dead letters back into their subscriptions.",
        discussion: """
            Example: millrace dlq redrive --subscription video --code rate_limit --rate 10/s --yes
                     millrace dlq redrive --job 0198c0de-0000-7000-8000-000000000000 --payload fixed.json

            It shows what it is about and asks. Then it acts on exactly what it has shown, whatever dies meanwhile.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: LetterOrder
    @Option(help: "failed-step: what was finished is kept. start: all steps run again.") var from = "failed-step"
    @Option(help: ArgumentHelp("The payload to run with, for exactly one letter; from the start.", valueName: "file"))
    var payload: String?
    @Flag(help: "Run by the pipeline as it is now, not by the one the job was made with.") var currentPipeline = false
    @Option(help: ArgumentHelp("How fast they come back, such as 10/s or 100/m.", valueName: "rate")) var rate: String?

    func validate() throws {
        guard Redrive.Start(rawValue: from) != nil else {
            throw ValidationError("--from is failed-step or start, not `\(from)`.")
        }
        if let rate, RedriveRate(reading: rate) == nil {
            throw ValidationError("`--rate \(rate)` is not a rate such as 10/s or 100/m.")
        }
    }

    func run(_ registry: StepRegistry) async throws {
        let payload = try self.payload.map { try JSONFile.read($0) }
        let answer = try await Desks.with(
            options, project: { try ProjectLoading.load(options.projectFolder, registry: registry) }, isOrder: true
        ) { desk -> JSONValue? in
            let preview = try await order.preview(at: desk)
            guard preview.count > 0 else { return nil }
            preview.show()
            if let payload { try await showDifference(to: payload, preview, at: desk) }
            guard try order.isAgreed("Redrive", preview) else { return nil }
            return try await desk.redrive(body(preview.letters, payload))
        }
        guard let answer else { return Console.note("No dead letters were redriven.") }
        try order.report(answer, done: "redriven")
    }

    private func body(_ letters: [JSONValue], _ payload: JSONValue?) -> JSONValue {
        var body: [String: JSONValue] = [
            "letters": .array(letters), "from": .string(from), "pipeline": currentPipeline ? "current" : "pinned",
        ]
        body["payload"] = payload
        body["rate"] = rate.map { .string($0) }
        return .object(body)
    }

    private func showDifference(to payload: JSONValue, _ preview: LetterPreview, at desk: any Desk) async throws {
        guard preview.count == 1, let delivery = preview.letters.first?["delivery"]?.intValue else {
            throw CommandFailure(
                .usage, "one_letter_needed: --payload is for exactly one dead letter; these are \(preview.count)")
        }
        let old = try await desk.letter(delivery)["payload"] ?? .null
        let difference = LineDifference(from: old.text(pretty: true), to: payload.text(pretty: true))
        guard !difference.isEmpty else { return Console.note("The payload is the same as before.") }
        for line in difference.lines(style: .standardError) { Console.note("  " + line) }
    }
}
