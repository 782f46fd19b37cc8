/// The functions an expression may call, by name; `math.floor` is a name too.
struct FunctionLibrary: Sendable {
    static let standard: FunctionLibrary = {
        var library = FunctionLibrary()
        library.addConversions()
        library.addStrings()
        library.addFormats()
        library.addTimes()
        library.addOptionals()
        library.addMath()
        library.addBits()
        library.addEncoders()
        library.addHouse()
        return library
    }()

    private(set) var overloads: [String: [Overload]] = [:]
    /// `math` of `math.floor`.
    private var namespaces: Set<String> = ["cel"]

    func contains(_ name: String) -> Bool { overloads[name] != nil }

    func hasNamespace(_ name: String) -> Bool { namespaces.contains(name) }

    func call(
        _ name: String, _ style: Overload.Style, _ arguments: [CELValue], _ meter: inout Meter
    ) throws(Fault) -> CELValue {
        let count = style == .method ? arguments.count - 1 : arguments.count
        let forms = overloads[name] ?? []
        for form in forms where form.style == style && form.takes(argumentCount: count) {
            if let result = try form.body(&meter, arguments) { return result }
        }
        if let problem = callProblem(name, style, argumentCount: count) {
            throw meter.fault(.noSuchFunction, problem.message)
        }
        let given = arguments.map(\.type.spoken).joined(separator: ", ")
        let taken = forms.filter { $0.style == style }.map(\.spokenParameters).joined(separator: ") or (")
        throw meter.fault(.typeMismatch, "`\(name)` does not take (\(given)); it takes (\(taken))")
    }

    mutating func add(_ name: String, _ overload: Overload) {
        overloads[name, default: []].append(overload)
        if let dot = name.lastIndex(of: ".") { namespaces.insert(String(name[..<dot])) }
    }
}

// One form for each number of arguments, its types taken from the Swift signature of the body. `result` is for the
// functions whose result depends on more.
extension FunctionLibrary {
    mutating func add<R: CELOperand>(
        _ name: String, result: Overload.ResultRule? = nil,
        body: @escaping @Sendable (inout Meter) throws(Fault) -> R
    ) {
        add(name, [.function], [], result ?? { _ in R.staticType }) { (meter, _) throws(Fault) in
            try body(&meter).celValue
        }
    }

    mutating func add<A: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style..., result: Overload.ResultRule? = nil,
        body: @escaping @Sendable (inout Meter, A) throws(Fault) -> R
    ) {
        add(name, styles, [A.staticType], result ?? { _ in R.staticType }) { (meter, values) throws(Fault) in
            guard let a = A(values[0]) else { return nil }
            return try body(&meter, a).celValue
        }
    }

    mutating func add<A: CELOperand, B: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style..., result: Overload.ResultRule? = nil,
        body: @escaping @Sendable (inout Meter, A, B) throws(Fault) -> R
    ) {
        let parameters = [A.staticType, B.staticType]
        add(name, styles, parameters, result ?? { _ in R.staticType }) { (meter, values) throws(Fault) in
            guard let a = A(values[0]), let b = B(values[1]) else { return nil }
            return try body(&meter, a, b).celValue
        }
    }

    mutating func add<A: CELOperand, B: CELOperand, C: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style..., result: Overload.ResultRule? = nil,
        body: @escaping @Sendable (inout Meter, A, B, C) throws(Fault) -> R
    ) {
        let parameters = [A.staticType, B.staticType, C.staticType]
        add(name, styles, parameters, result ?? { _ in R.staticType }) { (meter, values) throws(Fault) in
            guard let a = A(values[0]), let b = B(values[1]), let c = C(values[2]) else { return nil }
            return try body(&meter, a, b, c).celValue
        }
    }

    mutating func add<A: CELOperand, B: CELOperand, C: CELOperand, D: CELOperand, R: CELOperand>(
        _ name: String, _ styles: Overload.Style..., result: Overload.ResultRule? = nil,
        body: @escaping @Sendable (inout Meter, A, B, C, D) throws(Fault) -> R
    ) {
        let parameters = [A.staticType, B.staticType, C.staticType, D.staticType]
        add(name, styles, parameters, result ?? { _ in R.staticType }) { (meter, values) throws(Fault) in
            guard let a = A(values[0]), let b = B(values[1]), let c = C(values[2]), let d = D(values[3]) else {
                return nil
            }
            return try body(&meter, a, b, c, d).celValue
        }
    }

    private mutating func add(
        _ name: String, _ styles: [Overload.Style], _ parameters: [StaticType], _ result: @escaping Overload.ResultRule,
        _ body: @escaping Overload.Body
    ) {
        for style in styles {
            add(name, Overload(style: style, parameters: parameters, result: result, body: body))
        }
    }
}
