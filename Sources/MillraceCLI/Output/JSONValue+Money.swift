import JSONModel

extension JSONValue {
    /// An amount as a table shows it: at least two digits after the point, more where it is small.
    func money(_ key: String) -> String {
        Money(self[key]?.doubleValue ?? 0).map { "\($0)" } ?? ""
    }

    /// The sums of a job in a line.
    var costLine: String {
        var parts = [money("spent"), Counted.text(count("calls"), "call")]
        if count("unknown") > 0 { parts.append("\(count("unknown")) at the maximum, for nobody knows") }
        if count("hits") > 0 { parts.append("\(money("saved")) saved by \(Counted.text(count("hits"), "hit"))") }
        return parts.joined(separator: ", ")
    }
}
