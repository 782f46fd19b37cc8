extension FunctionLibrary {
    mutating func addTimes() {
        add("timestamp", .function) { (_, moment: CELTimestamp) throws(Fault) in moment }
        add("timestamp", .function) { (meter, seconds: Int64) throws(Fault) -> CELTimestamp in
            // Far out of range either way, and safe to count in attoseconds.
            let bounded = min(max(seconds, -1_000_000_000_000), 1_000_000_000_000)
            guard let moment = CELTimestamp(sinceEpoch: .seconds(bounded)) else {
                throw meter.fault(.overflow, "a timestamp lies between the years 1 and 9999")
            }
            return moment
        }
        add("timestamp", .function) { (meter, text: String) throws(Fault) -> CELTimestamp in
            try meter.read(text.utf8.count)
            guard let moment = CELTimestamp(parsing: text) else {
                let message = "`timestamp` reads RFC 3339, such as \"2026-06-30T12:00:00Z\", in the years 1 to 9999"
                throw meter.fault(.invalidValue, message)
            }
            return moment
        }
        add("duration", .function) { (_, length: Duration) throws(Fault) in length }
        add("duration", .function) { (meter, text: String) throws(Fault) -> Duration in
            try meter.read(text.utf8.count)
            guard let length = DurationNotation.parse(text) else {
                throw meter.fault(.invalidValue, "`duration` reads times such as \"500ms\", \"1.5s\" or \"1h30m\"")
            }
            return length
        }
        addCalendar()
        addDurationParts()
    }

    private mutating func addCalendar() {
        addField("getFullYear") { $0.year }
        addField("getMonth") { $0.month - 1 }
        addField("getDate") { $0.day }
        addField("getDayOfMonth") { $0.day - 1 }
        addField("getDayOfYear") { $0.daysSinceEpoch - Calendar.days(year: $0.year, month: 1, day: 1) }
        // The epoch was a Thursday; Sunday is 0.
        addField("getDayOfWeek") { (($0.daysSinceEpoch + 4) % 7 + 7) % 7 }
        addField("getHours") { $0.hour }
        addField("getMinutes") { $0.minute }
        addField("getSeconds") { $0.second }
        addField("getMilliseconds") { $0.nanosecond / 1_000_000 }
    }

    /// In UTC, or in the zone of a further argument.
    private mutating func addField(_ name: String, _ field: @escaping @Sendable (CELTimestamp.Fields) -> Int) {
        add(name, .method) { (_, moment: CELTimestamp) throws(Fault) in Int64(field(moment.fields(offset: 0))) }
        add(name, .method) { (meter, moment: CELTimestamp, zone: String) throws(Fault) -> Int64 in
            try meter.spend(20)
            guard let offset = TimeZoneOffset.seconds(zone, at: moment) else {
                let message = "a time zone is \"UTC\", an offset such as \"+02:00\" or a name such as \"Europe/Berlin\""
                throw meter.fault(.invalidValue, message)
            }
            return Int64(field(moment.fields(offset: offset)))
        }
    }

    private mutating func addDurationParts() {
        add("getHours", .method) { (_, length: Duration) throws(Fault) in length.components.seconds / 3600 }
        add("getMinutes", .method) { (_, length: Duration) throws(Fault) in length.components.seconds / 60 }
        add("getSeconds", .method) { (_, length: Duration) throws(Fault) in length.components.seconds }
        // The part below one second, as the specification has it.
        add("getMilliseconds", .method) { (_, length: Duration) throws(Fault) in
            length.components.attoseconds / 1_000_000_000_000_000
        }
    }
}
