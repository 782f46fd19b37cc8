/// One form of a function: what it takes, what it gives, and how.
///
/// The types are declared by the body's Swift signature, for dispatch now and for a type checker later.
struct Overload: Sendable {
    enum Style: Sendable {
        /// `size(x)`
        case function
        /// `x.size()`
        case method
    }

    let style: Style
    /// The receiver first; `nil` takes any type.
    let parameters: [CELType?]
    let result: CELType?
    let body: @Sendable (inout Meter, [CELValue]) throws(Fault) -> CELValue?

    func takes(_ arguments: [CELValue]) -> Bool {
        arguments.count == parameters.count
            && zip(arguments, parameters).allSatisfy { $1 == nil || $0.type == $1 }
    }

    var argumentCount: Int { style == .method ? parameters.count - 1 : parameters.count }
}

/// The functions an expression may call, by name.
struct FunctionLibrary: Sendable {
    static let standard: FunctionLibrary = {
        var library = FunctionLibrary()
        library.addConversions()
        library.addStrings()
        library.addTimes()
        return library
    }()

    private(set) var overloads: [String: [Overload]] = [:]

    func contains(_ name: String) -> Bool { overloads[name] != nil }

    func call(
        _ name: String, _ style: Overload.Style, _ arguments: [CELValue], _ meter: inout Meter
    ) throws(Fault) -> CELValue {
        let forms = (overloads[name] ?? []).filter { $0.style == style }
        for form in forms where form.takes(arguments) {
            if let result = try form.body(&meter, arguments) { return result }
        }
        let count = style == .method ? arguments.count - 1 : arguments.count
        if let problem = problem(name, style, argumentCount: count) { throw meter.fault(.noSuchFunction, problem) }
        let given = arguments.map(\.type.spoken).joined(separator: ", ")
        let taken = forms.map { $0.parameters.map { $0?.spoken ?? "any" }.joined(separator: ", ") }
        let message = "`\(name)` does not take (\(given)); it takes (\(taken.joined(separator: ") or ("))"
        throw meter.fault(.typeMismatch, message + ")")
    }

    /// Why such a call can never work, in the user's words.
    func problem(_ name: String, _ style: Overload.Style, argumentCount: Int) -> String? {
        let forms = overloads[name] ?? []
        if forms.contains(where: { $0.style == style && $0.argumentCount == argumentCount }) { return nil }
        if Macro.names.contains(name) || name == "has" { return "`\(name)` is not written like this" }
        guard !forms.isEmpty else {
            let hint = Suggestion.text(for: name, among: Array(overloads.keys) + Macro.names + ["has"])
            return "there is no function called `\(name)`\(hint)"
        }
        guard forms.contains(where: { $0.style == style }) else {
            return style == .method ? "write `\(name)(x)`, not `x.\(name)()`" : "write `x.\(name)()`, not `\(name)(x)`"
        }
        return "`\(name)` does not take \(argumentCount) argument\(argumentCount == 1 ? "" : "s")"
    }

    private mutating func add(
        _ name: String, _ styles: [Overload.Style], _ parameters: [CELType?], _ result: CELType?,
        _ body: @escaping @Sendable (inout Meter, [CELValue]) throws(Fault) -> CELValue?
    ) {
        for style in styles {
            let overload = Overload(style: style, parameters: parameters, result: result, body: body)
            overloads[name, default: []].append(overload)
        }
    }

    mutating func add<A: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style...,
        body: @escaping @Sendable (inout Meter, A) throws(Fault) -> R
    ) {
        add(name, styles, [A.celType], R.celType) { (meter, values) throws(Fault) in
            guard let a = A(values[0]) else { return nil }
            return try body(&meter, a).celValue
        }
    }

    mutating func add<A: CELOperand, B: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style...,
        body: @escaping @Sendable (inout Meter, A, B) throws(Fault) -> R
    ) {
        add(name, styles, [A.celType, B.celType], R.celType) { (meter, values) throws(Fault) in
            guard let a = A(values[0]), let b = B(values[1]) else { return nil }
            return try body(&meter, a, b).celValue
        }
    }

    mutating func add<A: CELOperand, B: CELOperand, C: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style...,
        body: @escaping @Sendable (inout Meter, A, B, C) throws(Fault) -> R
    ) {
        add(name, styles, [A.celType, B.celType, C.celType], R.celType) { (meter, values) throws(Fault) in
            guard let a = A(values[0]), let b = B(values[1]), let c = C(values[2]) else { return nil }
            return try body(&meter, a, b, c).celValue
        }
    }

    mutating func add<A: CELOperand, B: CELOperand, C: CELOperand, D: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style...,
        body: @escaping @Sendable (inout Meter, A, B, C, D) throws(Fault) -> R
    ) {
        add(name, styles, [A.celType, B.celType, C.celType, D.celType], R.celType) { (meter, values) throws(Fault) in
            guard let a = A(values[0]), let b = B(values[1]), let c = C(values[2]), let d = D(values[3]) else {
                return nil
            }
            return try body(&meter, a, b, c, d).celValue
        }
    }
}
