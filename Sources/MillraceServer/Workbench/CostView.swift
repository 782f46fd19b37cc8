import Broker
import JSONModel

/// Sums of money as people and programs see them: amounts in whole units of the model catalogue's currency.
enum CostView {
    static func value(of line: CostLine) -> [String: JSONValue] {
        [
            "calls": .int(Int64(line.calls)), "spent": .double(line.spent.units),
            "reserved": .double(line.reserved.units), "saved": .double(line.saved.units),
            "hits": .int(Int64(line.hits)), "unknown": .int(Int64(line.unknown)),
            "overruns": .int(Int64(line.overruns)),
        ]
    }

    static func total(of lines: [CostLine]) -> CostLine {
        var total = CostLine(key: "")
        for line in lines {
            total.calls += line.calls
            total.spent = total.spent + line.spent
            total.reserved = total.reserved + line.reserved
            total.saved = total.saved + line.saved
            total.hits += line.hits
            total.unknown += line.unknown
            total.overruns += line.overruns
        }
        return total
    }
}
