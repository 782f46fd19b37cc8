import Foundation
import JSONModel

/// One part of a fault text: `fail=503*2` is the name `fail`, the value `503`, the first 2.
struct FaultWord {
    let name: String
    let value: String?
    let occurrence: DevModelFaults.Occurrence
    private let text: String

    init(parsing part: some StringProtocol) throws(DevModelError) {
        text = part.trimmingCharacters(in: .whitespaces)
        var rest = text[...]
        if let star = rest.firstIndex(of: "*") {
            guard let count = Int(rest[rest.index(after: star)...]), count > 0 else {
                throw DevModelError(.invalidFault, "`\(text)`: a whole number above 0 is expected after `*`")
            }
            occurrence = .first(count)
            rest = rest[..<star]
        } else {
            occurrence = .always
        }
        let halves = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = halves.first.map(String.init) ?? ""
        value = halves.count == 2 ? String(halves[1]) : nil
    }

    func failure(_ reason: String) -> DevModelError { DevModelError(.invalidFault, "`\(text)` \(reason)") }

    func duration() throws(DevModelError) -> Duration {
        guard occurrence == .always, let value, let duration = Duration(parsing: value) else {
            throw failure("needs a duration, such as \(name)=200ms")
        }
        return duration
    }

    func status() throws(DevModelError) -> Int {
        guard let value else { return 500 }
        guard let status = Int(value), (400...599).contains(status) else {
            throw failure("needs a status from 400 to 599")
        }
        return status
    }

    func plainOccurrence() throws(DevModelError) -> DevModelFaults.Occurrence {
        guard value == nil else { throw failure("takes no value") }
        return occurrence
    }
}
