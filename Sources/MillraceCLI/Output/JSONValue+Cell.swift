import JSONModel

extension JSONValue {
    /// A member as a table shows it: nothing where there is none.
    func cell(_ key: String) -> String {
        guard let value = self[key], !value.isNull else { return "" }
        return value.stringValue ?? value.text()
    }

    /// An error of the API in a line.
    var errorLine: String {
        let step = self["step"]?.stringValue.map { " in step `\($0)`" } ?? ""
        return "\(cell("code"))\(step): \(cell("message"))"
    }

    func count(_ key: String) -> Int { self[key]?.intValue.flatMap { Int(exactly: $0) } ?? 0 }
}
