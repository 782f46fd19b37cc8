import JSONModel

/// How much one evaluation may do.
public struct EvaluationLimits: Sendable, Hashable {
    /// Steps: one for each node evaluated and item visited, and one for about ten bytes of text read. Default 1,000,000.
    public var steps: Int
    /// Bytes of text, and 16 for each list item and map entry, produced in total. Default 16 MiB.
    public var producedBytes: Int

    public init(steps: Int = 1_000_000, producedBytes: Int = 16 * 1024 * 1024) {
        self.steps = steps
        self.producedBytes = producedBytes
    }
}

/// What is left of the limits, and the place that is being evaluated, for errors.
struct Meter {
    static let itemSize = 16
    /// As deep as JSON may be read.
    static let maximumDepth = 128

    private(set) var steps: Int
    private(set) var bytes: Int
    /// What all searches of regular expressions may take together; as much as one may take alone.
    var searchSteps = 5_000_000
    var range: Range<Int> = 0..<0

    init(_ limits: EvaluationLimits) {
        steps = limits.steps
        bytes = limits.producedBytes
    }

    mutating func spend(_ count: Int) throws(Fault) {
        let (rest, isOver) = steps.subtractingReportingOverflow(count)
        steps = isOver ? -1 : rest
        guard steps >= 0 else { throw fault(.tooCostly, "this expression takes too many steps") }
    }

    /// Pays for reading text or bytes.
    mutating func read(_ count: Int) throws(Fault) { try spend(count / 10) }

    mutating func produce(_ count: Int) throws(Fault) {
        try read(count)
        let (rest, isOver) = bytes.subtractingReportingOverflow(count)
        bytes = isOver ? -1 : rest
        guard bytes >= 0 else { throw fault(.tooLarge, "this expression produces too much data") }
    }

    /// The key that a value is. Pays for the long ones, which take time to find.
    mutating func key(_ value: CELValue) throws(Fault) -> CELMapKey? {
        if case .string(let text) = value { try spend(text.utf8.count / 64) }
        return CELMapKey(value)
    }

    /// Pays for putting the keys of a map in order.
    mutating func sortedKeys(_ map: CELMap) throws(Fault) -> [CELMapKey] {
        try spend(map.count)
        try spend(map.keySize / 64)
        return map.sortedKeys
    }

    /// Pays for the text of JSON before it is made: JSON that shares its parts is small in memory and huge as text.
    mutating func produceText(of json: JSONValue) throws(Fault) {
        try spend(1)
        switch json {
        case .null, .bool: try produce(5)
        case .int, .double: try produce(20)
        case .string(let text): try produce(text.utf8.count + 3)
        case .array(let items):
            for item in items { try produceText(of: item) }
        case .object(let members):
            for (name, member) in members {
                try produce(name.utf8.count + 4)
                try produceText(of: member)
            }
        }
    }

    func checkDepth(_ depth: Int) throws(Fault) {
        guard depth > Self.maximumDepth else { return }
        throw fault(.tooLarge, "this value is nested more than \(Self.maximumDepth) levels deep")
    }

    func fault(_ code: ExpressionError.Code, _ message: String) -> Fault {
        Fault(code: code, message: message, range: range)
    }
}
