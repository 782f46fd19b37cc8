/// Whether the times of a pipeline's steps fit each other and its deadline.
struct TimeCheck {
    let steps: [LocatedStep]
    let deadline: Duration?

    func run(_ reader: inout NodeReader) {}
}
