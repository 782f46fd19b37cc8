import Broker
import Foundation
import PipelineDefinitions

/// A moment by its text in UTC, such as `2026-03-29T01:00:00Z`; the seconds may be left out.
func moment(_ text: String) throws -> Timestamp {
    let full = text.count == 17 ? text.dropLast() + ":00Z" : text[...]
    let date = try Date(String(full), strategy: .iso8601)
    return Timestamp(milliseconds: Int64(date.timeIntervalSince1970) * 1000)
}

extension CronExpression {
    /// The first instants after a moment, as texts without seconds where those are zero.
    func instants(_ count: Int, after start: Timestamp, in zone: TimeZone = .gmt) -> [String] {
        var instants: [String] = []
        var last = start
        while instants.count < count, let next = next(after: last, in: zone) {
            instants.append(next.text.replacing(".000Z", with: "Z").replacing(":00Z", with: "Z"))
            last = next
        }
        return instants
    }
}
