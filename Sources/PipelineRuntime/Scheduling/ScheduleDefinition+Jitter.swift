import Broker
import JSONModel
import PipelineDefinitions

extension ScheduleDefinition {
    /// The part of the jitter that an instant is delayed by: the same in every process, and spread evenly over instants.
    func delay(at instant: Timestamp) -> Duration {
        let length = UInt64(max(jitter.wholeMilliseconds, 0))
        let part = Self.mixed("\(name) \(instant.milliseconds)").multipliedFullWidth(by: length).high
        return .milliseconds(Int64(part))
    }

    /// FNV-1a, then two rounds of shifts and products: texts that differ in one digit land far apart.
    private static func mixed(_ text: String) -> UInt64 {
        var bits: UInt64 = text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        bits = (bits ^ (bits >> 32)) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 32)) &* 0x9E37_79B9_7F4A_7C15
        return bits ^ (bits >> 32)
    }
}
