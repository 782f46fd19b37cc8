/// What a field of a cron expression counts.
enum CronUnit: CaseIterable {
    case second, minute, hour, dayOfMonth, month, dayOfWeek

    var name: String {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of month"
        case .month: "month"
        case .dayOfWeek: "day of week"
        }
    }

    /// The numbers that may be written; 7 is Sunday too.
    var numbers: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// What `*` goes through.
    var all: ClosedRange<Int> { self == .dayOfWeek ? 0...6 : numbers }

    /// Words for the numbers, the first for the lowest.
    var words: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        case .second, .minute, .hour, .dayOfMonth: []
        }
    }

    var allowed: String {
        let span = "\(numbers.lowerBound)-\(numbers.upperBound)"
        guard let first = words.first, let last = words.last else { return span }
        return "\(span), \(first)-\(last)"
    }
}
