/// One form of a function: what it takes, what it gives, and how. The one source for the evaluator and the checker.
///
/// The types are declared by the body's Swift signature.
struct Overload: Sendable {
    enum Style: Sendable {
        /// `size(x)`
        case function
        /// `x.size()`
        case method
    }

    /// `nil` if an argument is not of its type: then another form may take them.
    typealias Body = @Sendable (inout Meter, [CELValue]) throws(Fault) -> CELValue?
    /// The type of the result, by the types of the arguments.
    typealias ResultRule = @Sendable ([StaticType]) -> StaticType

    let style: Style
    /// The receiver first.
    let parameters: [StaticType]
    /// Whether any number of arguments, at least one, of the type of the only parameter will do.
    var isVariadic = false
    let result: ResultRule
    let body: Body

    /// - Parameter count: without the receiver.
    func takes(argumentCount count: Int) -> Bool {
        let count = style == .method ? count + 1 : count
        return isVariadic ? count >= parameters.count : count == parameters.count
    }

    /// The parameter that the argument at this place (0 is the receiver) must fit.
    func parameter(at place: Int) -> StaticType? {
        place < parameters.count ? parameters[place] : isVariadic ? parameters.last : nil
    }
}

/// What the parameters of a form are called in a sentence.
extension Overload {
    var spokenParameters: String {
        parameters.map(\.celWord).joined(separator: ", ") + (isVariadic ? ", …" : "")
    }
}

extension StaticType {
    /// The name that CEL has for it.
    fileprivate var celWord: String {
        switch self {
        case .any: "any"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .number: "number"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list: "list"
        case .map, .object: "map"
        case .optional: "optional"
        }
    }
}
