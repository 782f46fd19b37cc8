import JSONModel

// What CEL itself does not have.
extension FunctionLibrary {
    mutating func addHouse() {
        add("json", .function) { (meter, value: CELValue) throws(Fault) -> String in
            let json = try value.json(&meter)
            try meter.produceText(of: json)
            return json.text()
        }
        add("parseJson", .function, body: Self.parseJSON)
        add("truncate", .function, .method) { (meter, text: String, count: Int64) throws(Fault) -> String in
            try meter.produce(text.utf8.count)
            guard count >= 0 else { throw meter.fault(.invalidValue, "`truncate` cannot keep fewer than 0 characters") }
            return String(text.unicodeScalars.prefix(Int(count)))
        }
        // Must not tell anything, not even the length: its result may be shown to anybody.
        add("redact", .function) { (_, _: CELValue) throws(Fault) in "[redacted]" }
        addDigests()
    }

    private static func parseJSON(_ meter: inout Meter, _ text: String) throws(Fault) -> CELValue {
        // Values take more room than their text.
        try meter.produce(text.utf8.count.multipliedReportingOverflow(by: 4).partialValue)
        do {
            return CELValue(try JSONValue(parsing: text))
        } catch {
            let message = "`parseJson` cannot read this text: it is no JSON from byte \(error.offset) on"
            throw meter.fault(.invalidValue, message)
        }
    }
}
