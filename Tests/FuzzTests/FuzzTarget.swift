import BoundedRegex
import Expressions
import JSONModel
import JSONSchemaValidation
import PipelineDefinitions
import StepKit

/// A door through which texts of strangers come in.
enum FuzzTarget: String, CaseIterable, Sendable {
    case json, schema, regex, expression, template, yaml, project

    var seeds: [[UInt8]] {
        let texts =
            switch self {
            case .json, .schema: FuzzSeeds.schemas
            case .regex: FuzzSeeds.patterns
            case .expression: FuzzSeeds.expressions
            case .template: FuzzSeeds.expressions.map { "a ${{ \($0) }} b" }
            case .yaml, .project: FuzzSeeds.files.values.sorted()
            }
        return texts.map { Array($0.utf8) }
    }

    /// Runs the code behind the door. What it answers does not matter, but that it does.
    /// - Returns: a sentence if a promise was broken.
    func run(_ bytes: [UInt8]) -> String? {
        switch self {
        case .json: return Self.runJSON(bytes)
        case .schema: Self.runSchema(bytes)
        case .regex: Self.runRegex(String(decoding: bytes, as: UTF8.self))
        case .expression: return Self.runExpression(String(decoding: bytes, as: UTF8.self))
        case .template: _ = try? Template(parsing: String(decoding: bytes, as: UTF8.self))
        case .yaml:
            guard let file = try? SourceFile(path: "pipelines/a.yaml", bytes: bytes) else { return nil }
            let (node, diagnostics) = YAMLDocument.read(file)
            return node == nil && diagnostics.isEmpty ? "no document and no diagnostic" : nil
        case .project: Self.runProject(String(decoding: bytes, as: UTF8.self))
        }
        return nil
    }

    private static func runJSON(_ bytes: [UInt8]) -> String? {
        guard let value = try? JSONValue(parsing: bytes) else { return nil }
        return (try? JSONValue(parsing: value.text())) == value ? nil : "not the same after writing and reading"
    }

    private static func runSchema(_ bytes: [UInt8]) {
        guard let line = try? JSONValue(parsing: bytes) else { return }
        let options = JSONSchema.Options(assertsFormats: true, documents: line["remotes"]?.objectValue ?? [:])
        guard let schema = try? JSONSchema(line["schema"] ?? line, options: options) else { return }
        for violation in schema.validate(line["instance"] ?? line) { _ = violation.description }
    }

    private static func runRegex(_ text: String) {
        let halves = text.split(separator: "\n", maxSplits: 1)
        for dialect in [BoundedRegex.Dialect.unicode, .ecmaScript] {
            guard let regex = try? BoundedRegex(String(halves.first ?? ""), dialect: dialect) else { continue }
            _ = try? regex.matches(String(halves.last ?? ""))
        }
    }

    private static func runExpression(_ text: String) -> String? {
        let input: JSONValue = ["n": 3, "list": [1, 2.5, "a", nil], "text": "häuser", "map": ["a": ["b": true]]]
        let expression: Expression
        do {
            expression = try Expression(parsing: text)
        } catch {
            return error.message.isEmpty ? "an error without a message" : nil
        }
        _ = expression.check(["input": .any, "n": .int, "s": .string])
        _ = try? expression.evaluate(["input": CELValue(input), "n": .int(-1), "s": .string("abc")])
        return nil
    }

    private static func runProject(_ text: String) {
        var texts = FuzzSeeds.files
        // The file that the text looks most like.
        let name = ["routing", "schedules", "notifications"].first { text.contains("kind: \($0)") }
        texts[name.map { "pipelines/\($0).yaml" } ?? "pipelines/report.yaml"] = text
        _ = Project.read(.texts(texts), registry: FuzzStep.registry)
    }
}
