import StepKit

/// Mustache shows nothing for a name it does not know; a mail with a hole in it is worse than an error. Walks a template
/// as rendering will, and tells the first variable that there is not.
struct TemplateChecker {
    /// The innermost last.
    private var stack: [JSONValue]

    static func check(_ nodes: [TemplateNode], against values: JSONValue) throws(TemplateProblem) {
        var checker = TemplateChecker(stack: [values])
        try checker.walk(nodes)
    }

    /// What can be said before there are values: names outside of sections that no mail will ever have.
    static func check(_ nodes: [TemplateNode], roots: [String: Set<String>]) throws(TemplateProblem) {
        for node in nodes {
            switch node {
            case .variable(let name), .section(let name, isInverted: _, _):
                guard let first = name.path.first else { continue }
                guard let members = roots[first] else { throw unknown(name, first, among: roots.keys) }
                if let second = name.path.dropFirst().first, !members.isEmpty, !members.contains(second) {
                    throw unknown(name, second, among: members)
                }
            }
            if case .section(_, isInverted: true, let inner) = node { try check(inner, roots: roots) }
        }
    }

    private mutating func walk(_ nodes: [TemplateNode]) throws(TemplateProblem) {
        for node in nodes {
            switch node {
            case .variable(let name): _ = try find(name, mayLack: false)
            case .section(let name, let isInverted, let inner):
                let value = try find(name, mayLack: true) ?? .null
                guard value.isShown != isInverted else { continue }
                for item in isInverted ? [] : value.items { try walk(inner, in: item) }
                if isInverted { try walk(inner) }
            }
        }
    }

    private mutating func walk(_ nodes: [TemplateNode], in item: JSONValue) throws(TemplateProblem) {
        stack.append(item)
        defer { stack.removeLast() }
        try walk(nodes)
    }

    /// - Parameter mayLack: a section may ask whether a known object has a member.
    private func find(_ name: TemplateName, mayLack: Bool) throws(TemplateProblem) -> JSONValue? {
        guard let first = name.path.first else { return stack.last }
        guard var value = stack.reversed().lazy.compactMap({ $0.member(first) }).first else {
            throw Self.unknown(name, first, among: Set(stack.flatMap(\.memberNames)))
        }
        for word in name.path.dropFirst() {
            guard let next = value.member(word) else {
                if mayLack { return nil }
                throw Self.unknown(name, word, among: value.memberNames)
            }
            value = next
        }
        return value
    }

    private static func unknown(
        _ name: TemplateName, _ word: String, among names: some Sequence<String>
    ) -> TemplateProblem {
        let meant = Spelling.nearest(to: word, among: names).map { nearest in
            name.path.map { $0 == word ? nearest : $0 }.joined(separator: ".")
        }
        return TemplateProblem(
            line: name.line, message: "there is no variable `\(name.text)`\(Spelling.hint(meant))")
    }
}

extension JSONValue {
    fileprivate func member(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    fileprivate var memberNames: [String] {
        if case .object(let members) = self { Array(members.keys) } else { [] }
    }

    /// Whether a section of it is shown.
    fileprivate var isShown: Bool {
        switch self {
        case .null, .bool(false), .string(""), .array([]): false
        default: true
        }
    }

    /// What a section of it is repeated for.
    fileprivate var items: [JSONValue] {
        if case .array(let items) = self { items } else { [self] }
    }
}
