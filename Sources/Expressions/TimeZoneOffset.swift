import Foundation

/// How far the clocks of a place are from UTC.
enum TimeZoneOffset {
    /// The seconds east of UTC at a moment in the zone `UTC`, `+02:00`, `-08:00`, `02:00` or `Europe/Berlin`; `nil` if
    /// there is no such zone.
    ///
    /// Names are those of the IANA database on this machine.
    static func seconds(_ name: String, at moment: CELTimestamp) -> Int? {
        if let minutes = TimestampReader.zone(name) { return minutes * 60 }
        // Nothing that could be a path: names come from strangers, and the database is made of files.
        guard name.utf8.count <= 64, name.utf8.first.map(Lexer.isNameStart) == true,
            name.utf8.allSatisfy({ Lexer.isNameStart($0) || Lexer.isDigit($0) || "+-/".utf8.contains($0) }),
            let zone = TimeZone(identifier: name)
        else { return nil }
        return zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(moment.fullSeconds)))
    }
}
