import JSONModel

/// `expect:` of a test.
public struct TestExpectation: Sendable {
    /// What was written, checked; its values are compared where they stand, so that a mismatch has a place.
    public let root: YAMLNode
    public let took: TookExpectation?
    public let assertions: [TestAssertion]

    /// The value of a key of `expect`; `nil` if nothing is expected of it.
    public subscript(key: String) -> YAMLNode? { root[key] }
}

/// How long a job must have taken on the test's clock.
public struct TookExpectation: Sendable {
    public let atLeast: Duration?
    public let atMost: Duration?
    public let range: SourceRange

    public func allows(_ duration: Duration) -> Bool {
        (atLeast.map { duration >= $0 } ?? true) && (atMost.map { duration <= $0 } ?? true)
    }

    /// "5s", "at least 5s", "5s to 10s".
    public var text: String {
        switch (atLeast, atMost) {
        case (let least?, let most?) where least == most: least.shortText
        case (let least?, let most?): "\(least.shortText) to \(most.shortText)"
        case (let least?, nil): "at least \(least.shortText)"
        case (nil, let most?): "at most \(most.shortText)"
        case (nil, nil): "any time"
        }
    }
}
