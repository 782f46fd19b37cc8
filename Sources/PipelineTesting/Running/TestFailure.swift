public import JSONModel
public import PipelineDefinitions

/// One way in which a test did not come out as expected.
public struct TestFailure: Sendable, Hashable {
    /// What was looked at, such as `result.scenes[0].start`, or a sentence.
    public let message: String
    /// Of the expectation, or of the test's name, in the test's file.
    public let range: SourceRange
    /// In a few words; `nil` where the message says it all.
    public let wanted: String?
    public let came: JSONValue?
    /// There was no value at all.
    public internal(set) var isNothing = false
    /// Why, as far as the job says it.
    public internal(set) var because: String?
    /// What a failed assertion has read, by name.
    public let values: [String: JSONValue]
    /// What `--update` writes in place of the range.
    var replacement: JSONValue?

    init(
        _ message: String, at range: SourceRange, wanted: String? = nil, came: JSONValue? = nil,
        values: [String: JSONValue] = [:]
    ) {
        self.message = message
        self.range = range
        self.wanted = wanted
        self.came = came
        self.values = values
    }
}
