import ArgumentParser
import Expressions
import Foundation
import JSONModel

struct ExprCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expr", abstract: "Try out expressions, as they stand in `when` and `${{ }}`.",
        discussion: #"Example: millrace expr eval 'input.n + 1' --bindings '{"input": {"n": 41}}'"#,
        subcommands: [ExprEvalCommand.self, ExprCheckCommand.self])
}

struct ExprEvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluate an expression and print its value as JSON.",
        discussion: """
            Example: millrace expr eval 'input.n + 1' --bindings '{"input": {"n": 41}}'
                     millrace expr eval 'size(input.tags)' --bindings @bindings.json

            With --jsonl, each line on standard input is {"expr", "bindings": {name: tagged}, "container"?, "check"?} \
            and is answered by {"value": tagged} or {"error": text}. A tagged value is {"type", "value"}: int, uint \
            and double are text, bytes base64, maps lists of [key, value], timestamps and durations [seconds, nanos], \
            an optional is a tagged value or null.
            """)

    @Argument(help: ArgumentHelp("The expression.", valueName: "expr")) var source: String?
    @OptionGroup var options: BindingOptions
    @Flag(help: "Answer the lines on standard input instead.") var jsonl = false

    func validate() throws {
        guard jsonl == (source == nil) else {
            throw ValidationError(jsonl ? "`--jsonl` takes no expression" : "an expression is missing")
        }
    }

    func run() throws {
        guard let source else {
            return ExpressionLines.run(read: { readLine() }, write: { Console.data($0) })
        }
        let bindings = try options.values.mapValues { CELValue($0) }
        do throws(ExpressionError) {
            Console.data(try Expression(parsing: source).evaluate(bindings).json())
        } catch {
            throw CommandFailure(.findings, error.report(source))
        }
    }
}

struct ExprCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check an expression against the types of its bindings; evaluate nothing.",
        discussion: #"Example: millrace expr check 'input.n + "1"' --bindings '{"input": {"n": 41}}'"#)

    @Argument(help: ArgumentHelp("The expression.", valueName: "expr")) var source: String
    @OptionGroup var options: BindingOptions

    func run() throws {
        var types: [String: StaticType] = [:]
        for (name, value) in try options.values { types[name] = StaticType(of: value, name: "`\(name)`") }
        let checked: CheckedExpression
        do throws(ExpressionError) {
            checked = try Expression(parsing: source).check(types)
        } catch {
            throw CommandFailure(.findings, error.report(source))
        }
        for problem in checked.problems {
            Console.error(problem.message)
            Console.note(ExpressionExcerpt.text(source, problem.range))
            if let help = problem.help { Console.note("help: \(help)") }
        }
        let count = checked.problems.count
        guard count == 0 else { throw CommandFailure(.findings, count == 1 ? "1 finding" : "\(count) findings") }
        Console.data(checked.type.word)
    }
}

struct BindingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The names it may use: a JSON object, or @FILE that holds one.", valueName: "json"))
    var bindings: String?

    var values: [String: JSONValue] {
        get throws {
            guard let bindings else { return [:] }
            let json = try bindings.hasPrefix("@") ? JSONFile.read(String(bindings.dropFirst())) : parsed(bindings)
            guard case .object(let values) = json else {
                throw CommandFailure(.usage, "`--bindings` is a JSON object, such as {\"input\": {\"n\": 1}}")
            }
            return values
        }
    }

    private func parsed(_ text: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw CommandFailure(.usage, "`--bindings`: \(error.code.rawValue): \(error)")
        }
    }
}

extension ExpressionError {
    /// The message, the place in the source, and what to type instead.
    fileprivate func report(_ source: String) -> String {
        let help = help.map { "\nhelp: \($0)" } ?? ""
        return "\(code.rawValue): \(message)\n\(ExpressionExcerpt.text(source, range))\(help)"
    }
}
