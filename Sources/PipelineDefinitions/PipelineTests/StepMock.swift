public import JSONModel
public import StepKit

/// What stands in for a step: one turn for each try, in order.
public struct StepMock: Sendable {
    public struct Turn: Sendable {
        public enum Ending: Sendable {
            case output(JSONValue)
            case fails(StepFailure)
        }

        /// On the test's clock.
        public let takes: Duration
        public let ending: Ending
        /// How many tries it is for; `nil` means one, or all that follow for the last turn.
        public let times: Int?

        public init(takes: Duration = .zero, _ ending: Ending, times: Int? = nil) {
            self.takes = takes
            self.ending = ending
            self.times = times
        }
    }

    public let turns: [Turn]

    public init(_ turns: [Turn]) {
        self.turns = turns
    }

    /// The turn for a try; the first try is 1, counted over all deliveries. `nil` if there are fewer.
    public func turn(forTry number: Int) -> Turn? {
        var rest = number
        for (index, turn) in turns.enumerated() {
            guard let times = turn.times ?? (index == turns.count - 1 ? nil : 1) else { return turn }
            if rest <= times { return turn }
            rest -= times
        }
        return nil
    }
}
