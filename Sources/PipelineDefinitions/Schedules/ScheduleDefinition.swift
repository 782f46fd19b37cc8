public import Broker
public import Foundation
public import JSONModel

/// One schedule of `schedules.yaml`: the job that is submitted at each instant.
public struct ScheduleDefinition: Sendable, Hashable {
    /// What becomes of instants at which nothing ran: the process was down, or the clock was set forward.
    public enum CatchUp: String, Sendable, CaseIterable {
        /// The latest fires, the others are passed over.
        case last
        /// They are passed over.
        case none
        /// Each fires, oldest first; of more than 100 the latest 100.
        case all
    }

    public let name: String
    public let cron: CronExpression
    public let timeZone: TimeZone
    public let jobType: String
    /// Default `{}`.
    public let payload: JSONValue
    public let creatorID: String?
    /// What subscriptions see besides `jobType` and `creatorId`.
    public let attributes: [String: JSONValue]
    /// Each firing is delayed by a part of it. Default 0 s.
    public let jitter: Duration
    /// Default ``Schedule/Overlap/skip``.
    public let overlap: Schedule.Overlap
    /// Default ``CatchUp/last``.
    public let catchUp: CatchUp
    /// Default true.
    public let isEnabled: Bool

    public init(
        name: String, cron: CronExpression, timeZone: TimeZone = .gmt, jobType: String, payload: JSONValue = [:],
        creatorID: String? = nil, attributes: [String: JSONValue] = [:], jitter: Duration = .zero,
        overlap: Schedule.Overlap = .skip, catchUp: CatchUp = .last, isEnabled: Bool = true
    ) {
        self.name = name
        self.cron = cron
        self.timeZone = timeZone
        self.jobType = jobType
        self.payload = payload
        self.creatorID = creatorID
        self.attributes = attributes
        self.jitter = jitter
        self.overlap = overlap
        self.catchUp = catchUp
        self.isEnabled = isEnabled
    }

    /// What the broker needs to know.
    public var brokerSchedule: Schedule {
        Schedule(name: name, fingerprint: "\(cron.text) \(timeZone.identifier) \(jobType)", overlap: overlap)
    }

    /// The job of one instant.
    public func submission(id: String, notBefore: Timestamp? = nil) -> JobSubmission {
        JobSubmission(
            id: id, jobType: jobType, creatorID: creatorID, payload: payload, attributes: attributes,
            notBefore: notBefore)
    }

    /// The first instant after a moment; `nil` if there is none within 50 years.
    public func next(after moment: Timestamp) -> Timestamp? { cron.next(after: moment, in: timeZone) }

    /// The latest instants after `start`, up to `end`, oldest first.
    public func latest(_ count: Int, after start: Timestamp, through end: Timestamp) -> [Timestamp] {
        var instants: [Timestamp] = []
        var end = end
        while instants.count < count, let instant = cron.last(after: start, through: end, in: timeZone) {
            instants.append(instant)
            end = Timestamp(milliseconds: instant.milliseconds - 1)
        }
        return instants.reversed()
    }
}
