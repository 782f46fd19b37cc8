// Functions and methods, by the forms that the evaluator has.
extension Checker {
    /// - Parameter arguments: the receiver of a method first.
    mutating func call(
        _ name: String, _ style: Overload.Style, _ arguments: [Syntax.ID], _ id: Syntax.ID
    ) -> StaticType {
        let count = style == .method ? arguments.count - 1 : arguments.count
        let named = FunctionLibrary.standard.overloads[name] ?? []
        let forms = named.filter { $0.style == style && $0.takes(argumentCount: count) }
        guard !forms.isEmpty else { return unknown(name, style, arguments, id) }
        var given: [StaticType] = []
        for argument in arguments { given.append(type(argument)) }
        var result: StaticType?
        for form in forms where form.mayTake(given) {
            let own = form.result(given)
            result = result?.joined(with: own) ?? own
        }
        if let result { return result }
        reportArguments(name, forms, given, arguments, id)
        return .nothing
    }

    /// Says nothing about the arguments: they may be those of a misspelt macro.
    private mutating func unknown(
        _ name: String, _ style: Overload.Style, _ arguments: [Syntax.ID], _ id: Syntax.ID
    ) -> StaticType {
        let count = style == .method ? arguments.count - 1 : arguments.count
        if style == .method, let path = syntax.dottedPath(arguments[0]), names[path] == nil,
            FunctionLibrary.standard.hasNamespace(path)
        {
            let range = syntax[arguments[0]].range.lowerBound..<nameRange(name, style, id).upperBound
            reportUnknown("\(path).\(name)", .function, count, at: range)
            return .nothing
        }
        if style == .method { _ = type(arguments[0]) }
        reportUnknown(name, style, count, at: nameRange(name, style, id))
        return .nothing
    }

    private mutating func reportUnknown(
        _ name: String, _ style: Overload.Style, _ count: Int, at range: Range<Int>
    ) {
        guard let problem = FunctionLibrary.standard.callProblem(name, style, argumentCount: count) else { return }
        report(
            .unknownFunction, problem.message, at: range, help: problem.help, replacement: problem.replacement)
    }

    /// Where a function's name stands.
    private func nameRange(_ name: String, _ style: Overload.Style, _ id: Syntax.ID) -> Range<Int> {
        let range = syntax[id].range
        guard style == .method, let receiver = syntax[id].kind.children.first else {
            let dot = syntax.text[range].first == UInt8(ascii: ".") ? 1 : 0
            return range.lowerBound + dot..<min(range.lowerBound + dot + name.utf8.count, range.upperBound)
        }
        return self.name(after: receiver, within: range) ?? range
    }

    /// The word that follows an operand and a dot.
    func name(after operand: Syntax.ID, within range: Range<Int>) -> Range<Int>? {
        let end = syntax[operand].range.upperBound
        guard let dot = syntax.text[end..<max(end, range.upperBound)].firstIndex(of: UInt8(ascii: ".")) else {
            return nil
        }
        let rest = syntax.text[(dot + 1)..<range.upperBound]
        guard let open = rest.firstIndex(of: UInt8(ascii: "(")) else { return nil }
        let name = rest[..<open].drop { $0 <= 0x20 }
        return name.startIndex..<(name.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? name.startIndex)
    }

    private mutating func reportArguments(
        _ name: String, _ forms: [Overload], _ given: [StaticType], _ arguments: [Syntax.ID], _ id: Syntax.ID
    ) {
        // The first argument that no form takes is the culprit; else only the whole does not go together.
        let culprit = given.indices.first { place in !forms.contains { $0.mayTake(given[place], at: place) } }
        guard let culprit else {
            let words = given.map(\.word).joined(separator: ", ")
            return report(.typeMismatch, "`\(name)` does not take (\(words)) together", at: id, help: help(name, forms))
        }
        let subject = "\(syntax.quote(arguments[culprit])) is \(given[culprit].spoken)"
        let message =
            wanted(forms, at: culprit).map { "`\(name)` takes \($0), and \(subject)" }
            ?? "\(subject), which `\(name)` does not take"
        let mended = mended(arguments[culprit], given[culprit], forms, at: culprit)
        report(
            .typeMismatch, message, at: syntax[arguments[culprit]].range,
            help: mended.map { "write `\($0)`" } ?? argumentHelp(name, forms, arguments[culprit], given[culprit]),
            replacement: mended)
    }

    /// `nil` if that is a long story.
    private func wanted(_ forms: [Overload], at place: Int) -> String? {
        var words: [String] = []
        for form in forms {
            guard let word = form.parameter(at: place)?.spoken, !words.contains(word) else { continue }
            words.append(word)
        }
        guard let last = words.last, words.count <= 3 else { return nil }
        return words.count == 1 ? last : words.dropLast().joined(separator: ", ") + " or " + last
    }

    private func mended(
        _ argument: Syntax.ID, _ given: StaticType, _ forms: [Overload], at place: Int
    ) -> String? {
        guard isWhole(argument), forms.allSatisfy({ $0.parameter(at: place)?.isText ?? false }) else { return nil }
        switch given {
        case .int, .uint, .double, .number, .bool: return stringSource(argument)
        default: return nil
        }
    }

    private func argumentHelp(
        _ name: String, _ forms: [Overload], _ argument: Syntax.ID, _ given: StaticType
    ) -> String? {
        switch given {
        case .optional(let wrapped): "unwrap it first: `\(source(argument)).orValue(\(wrapped.fallback))`"
        case .list where name == "string", .map where name == "string", .object where name == "string":
            "`json(\(source(argument)))` makes text of anything"
        case .list(.string, _) where forms.allSatisfy { $0.parameters.first == .string && $0.style == .method }:
            "ask each item: `\(source(argument)).exists(x, x.\(name)(…))`"
        default: nil
        }
    }

    private func help(_ name: String, _ forms: [Overload]) -> String {
        let taken = forms.map { $0.parameters.map(\.word).joined(separator: ", ") }
        return "`\(name)` takes (\(taken.joined(separator: ") or (")))"
    }
}

extension Overload {
    /// Whether values of these types may be taken, as far as anybody knows.
    fileprivate func mayTake(_ given: [StaticType]) -> Bool {
        for place in given.indices where !mayTake(given[place], at: place) { return false }
        return true
    }

    fileprivate func mayTake(_ given: StaticType, at place: Int) -> Bool {
        parameter(at: place).map { given.mayBe($0) } ?? false
    }
}

extension StaticType {
    /// Whether a value of this type may be one of the parameter's, without conversion.
    fileprivate func mayBe(_ parameter: StaticType) -> Bool {
        if isUnknown || parameter == .any { return true }
        switch (self, parameter) {
        case (.list(_, atMost: 0), .list): return true
        case (.list(let item, _), .list(let wanted, _)): return item.mayBe(wanted)
        case (.map, .map), (.object, .map), (.map, .object), (.object, .object), (.string, .string): return true
        case (.optional(let value), .optional(let wanted)): return value.mayBe(wanted)
        case (.int, .number), (.uint, .number), (.double, .number), (.number, .int), (.number, .double): return true
        default: return self == parameter
        }
    }
}
