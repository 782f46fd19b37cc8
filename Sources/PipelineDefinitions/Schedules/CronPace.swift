/// A schedule that fires more often than people mean who write a `*`: each minute where an hour was meant.
struct CronPace {
    let message: String
    let help: String

    /// `nil` if it looks meant.
    init?(_ cron: CronExpression) {
        let fields = cron.text.split(separator: " ").map(String.init)
        let isFine = fields.count == 6
        guard fields.count == 5 || isFine else { return nil }
        let rest = Array(fields.dropFirst(isFine ? 1 : 0))
        // Who steps through the seconds means it.
        if isFine, fields[0].hasPrefix("*/") { return nil }
        if isFine, fields[0] == "*" {
            message = "this schedule fires every second"
            help = "write `0 \(rest.joined(separator: " "))` for once a minute, or `*/1` as the seconds if it is meant"
        } else if rest[0] == "*", rest[1] == "*" {
            message = "this schedule fires every minute"
            help = "write `*/1` as the minute if it is meant"
        } else if rest[0] == "*", !rest[1].contains("*") {
            let once = (["0"] + rest.dropFirst()).joined(separator: " ")
            message = "this schedule fires in each minute of the hour \(rest[1])"
            help = "write `\(once)` for once, or `*/1` as the minute if it is meant"
        } else {
            return nil
        }
    }
}
