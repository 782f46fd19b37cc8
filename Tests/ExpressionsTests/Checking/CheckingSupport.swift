import Expressions

/// Types as a pipeline has them, for the tests of the checker.
enum Sample {
    static let output = ObjectShape(
        name: "http.download",
        members: [
            "status": .init(.int), "body": .init(.string), "headers": .init(.map(.string, .string)),
            "extra": .init(.any),
        ])

    static let item = ObjectShape(
        name: "an item of input.items",
        members: ["price": .init(.double), "note": .init(.string, absence: "`note` is not required")])

    static let input = ObjectShape(
        name: "input",
        members: [
            "url": .init(.string), "count": .init(.int), "big": .init(.bool), "ratio": .init(.double),
            "size": .init(.number), "tags": .init(.list(.string, atMost: 10)),
            "kind": .init(.string(among: ["video", "audio"])),
            "state": .init(.string(among: ["completed", "failed"])),
            "note": .init(.string, absence: "it is not required"), "extra": .init(.any), "at": .init(.timestamp),
            "items": .init(.list(.object(item), atMost: 100)), "many": .init(.list(.int, atMost: nil)),
            "open": .init(.object(ObjectShape(name: "input.open", members: ["a": .init(.int)], isOpen: true))),
            "counts": .init(.map(.string, .int)),
        ])

    static let steps = ObjectShape(
        name: "steps",
        members: [
            "load": .init(.object(ObjectShape(name: "steps.load", members: ["output": .init(.object(output))]))),
            "approve": .init(
                .object(
                    ObjectShape(
                        name: "steps.approve",
                        members: ["output": .init(.object(output), absence: "`approve` runs only when `input.big`")]))),
        ])

    static let names: [String: StaticType] = ["input": .object(input), "steps": .object(steps)]
}

func check(_ source: String, present: Set<String> = []) throws -> CheckedExpression {
    try Expression(parsing: source, refusesUnknownFunctions: false).check(Sample.names, present: present)
}

/// The kinds of the problems with the texts they point at.
func problems(_ source: String, present: Set<String> = []) throws -> [String] {
    try check(source, present: present).problems.map { "\($0.kind) \(pointed($0, in: source))" }
}

func pointed(_ problem: ExpressionProblem, in source: String) -> String {
    String(decoding: Array(source.utf8)[problem.range], as: UTF8.self)
}

/// The source with all replacements made.
func mended(_ source: String) throws -> String {
    var bytes = Array(source.utf8)
    for problem in try check(source).problems.reversed() {
        if let replacement = problem.replacement { bytes.replaceSubrange(problem.range, with: Array(replacement.utf8)) }
    }
    return String(decoding: bytes, as: UTF8.self)
}
