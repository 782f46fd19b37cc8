import Foundation
import JSONModel

/// The names of time zones: those of the IANA list, as the Foundation library knows them.
enum ZoneNames {
    /// - Returns: `nil` for a name that is not on the list, also for `GMT+3` and abbreviations such as `CST`.
    static func zone(_ name: String) -> TimeZone? {
        guard name == "UTC" || name.contains("/") else { return nil }
        return TimeZone(identifier: name)
    }

    /// The name that was probably meant, also for the city alone.
    static func nearest(to name: String) -> String? {
        let known = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") } + ["UTC"]
        if let nearest = Spelling.nearest(to: name, among: known) { return nearest }
        let cities = Dictionary(
            known.map { ($0.split(separator: "/").last.map(String.init) ?? $0, $0) }, uniquingKeysWith: min)
        let city = name.split(separator: "/").last.map(String.init) ?? name
        return Spelling.nearest(to: city, among: cities.keys).flatMap { cities[$0] }
    }
}
