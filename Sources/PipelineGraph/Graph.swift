/// A picture of a project or a pipeline before it is drawn: boxes and arrows.
public struct Graph: Sendable {
    public init() {}
}
