/// One case of a file of `kind: tests`.
public struct PipelineTest: Sendable {
    public let name: String
}
