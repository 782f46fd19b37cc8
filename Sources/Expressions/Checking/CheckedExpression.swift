/// What checking an expression against the types of its names found.
public struct CheckedExpression: Sendable {
    /// The type of the result; ``StaticType/any`` where a problem hides it.
    public let type: StaticType
    /// In the order of the text. One cause has one problem.
    public let problems: [ExpressionProblem]
    /// The most steps an evaluation can take, by the bounds of the types, texts without a bound taken for 1,000 bytes
    /// long; `nil` if a list or map without a bound makes a difference.
    public let worstCost: Int?

    public init(type: StaticType, problems: [ExpressionProblem], worstCost: Int? = nil) {
        self.type = type
        self.problems = problems
        self.worstCost = worstCost
    }
}

/// Something that would fail, or never do what it looks like.
public struct ExpressionProblem: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// A name that nothing provides.
        case unknownName
        /// A closed object has no such member.
        case unknownMember
        /// The member is declared and may be missing.
        case mayBeMissing
        /// An operator or function does not take these types.
        case typeMismatch
        /// Values of these types, or these texts, are never equal.
        case neverEqual
        /// No function has this name, or none takes this many arguments.
        case unknownFunction
        /// The worst case costs more than an evaluation may.
        case tooCostly
    }

    public let kind: Kind
    /// One sentence without a full stop.
    public let message: String
    /// UTF-8 offsets into the text that was parsed.
    public let range: Range<Int>
    /// What to type instead, or what there is.
    public let help: String?
    /// A text for ``range`` that mends it for certain.
    public let replacement: String?

    public init(
        _ kind: Kind, _ message: String, range: Range<Int>, help: String? = nil, replacement: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.range = range
        self.help = help
        self.replacement = replacement
    }
}

extension Expression {
    /// Checks names, members, operators, functions and cost without running anything.
    ///
    /// - Parameters:
    ///   - names: the types of the names it may use; others are problems.
    ///   - present: dotted paths, such as `steps.video.output`, that are there although their declaration says that they
    ///     may be missing.
    ///   - limits: what the evaluation will be allowed.
    public func check(
        _ names: [String: StaticType], present: Set<String> = [], limits: EvaluationLimits = EvaluationLimits()
    ) -> CheckedExpression {
        var checker = Checker(syntax, names, present: present)
        let type = checker.type(syntax.root).handedOut
        let cost = checker.estimateCost(limits)
        let problems = checker.problems.sorted { $0.range.lowerBound < $1.range.lowerBound }
        return CheckedExpression(type: type, problems: problems, worstCost: cost)
    }
}
