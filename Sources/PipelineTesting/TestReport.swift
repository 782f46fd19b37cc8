/// What running tests of pipelines found.
public struct TestReport: Sendable {
    public init() {}
}
