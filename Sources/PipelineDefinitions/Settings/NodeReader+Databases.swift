import JSONModel

extension NodeReader {
    /// `databases` of `millrace.yaml`.
    mutating func databases(_ node: YAMLNode?) -> [String: DatabaseSettings] {
        guard let node, let entries = namedEntries(node, "databases") else { return [:] }
        var databases: [String: DatabaseSettings] = [:]
        for entry in entries {
            guard databaseName(entry), let database = database(entry.value) else { continue }
            databases[entry.key] = database
        }
        return databases
    }

    private mutating func databaseName(_ entry: YAMLEntry) -> Bool {
        guard entry.key != DatabaseSettings.store else {
            error(
                "E1306", "`store` is Millrace's own store; a database of yours needs another name",
                at: entry.keyRange, help: "SQL steps can read the store without an entry: `database: store`")
            return false
        }
        return id(.written(.string(entry.key), at: entry.keyRange), "a database's name") != nil
    }

    private mutating func database(_ node: YAMLNode) -> DatabaseSettings? {
        guard let members = members(of: node, "a database", keys: ["url", "url_variable", "read_only"]) else {
            return nil
        }
        let isReadOnly = flag(members["read_only"]?.value, "read_only") ?? false
        let url = databaseURL(members["url"]?.value)
        let variable = variableName(members["url_variable"]?.value)
        switch (members["url"], members["url_variable"]) {
        case (_?, let second?):
            error(
                "E1307", "a database has either `url` or `url_variable`, not both", at: second.keyRange,
                help: "keep `url_variable` if the URL holds a password")
        case (nil, nil):
            error(
                "E0203", "a database has no `url`", at: node.range,
                help: "add for example `url: sqlite:data/app.db` or `url_variable: APP_DATABASE_URL`")
        default: break
        }
        return (url.map(DatabaseSettings.Location.url) ?? variable.map(DatabaseSettings.Location.variable))
            .map { DatabaseSettings($0, isReadOnly: isReadOnly) }
    }

    private mutating func databaseURL(_ node: YAMLNode?) -> String? {
        guard let node, let url = text(node, "url") else { return nil }
        let parts = url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let (scheme, rest) = (String(parts[0]), parts.count == 2 ? parts[1] : "")
        let isServer = ["postgres", "postgresql"].contains(scheme) && rest.hasPrefix("//") && rest.count > 2
        guard isServer || (scheme == "sqlite" && !rest.isEmpty) else {
            error(
                "E1301", "`\(Self.hidingPassword(url))` is no database", at: node.range,
                help: "write sqlite:PATH, such as sqlite:data/app.db, or postgres://HOST/NAME")
            return nil
        }
        if isServer, Self.password(in: url) != nil {
            warning(
                "W1302", "the URL of this database holds its password", at: node.range,
                help: "put it into a variable of the environment, and name that: `url_variable: APP_DATABASE_URL`")
        }
        return url
    }

    private mutating func variableName(_ node: YAMLNode?) -> String? {
        guard let node, let name = text(node, "url_variable") else { return nil }
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isName, name.first?.isNumber == false else {
            error(
                "E0211", "`\(Self.hidingPassword(name))` cannot be a variable's name", at: node.range,
                help: "write the name alone, such as APP_DATABASE_URL")
            return nil
        }
        return name
    }

    private static func password(in url: String) -> Substring? {
        guard let start = url.firstRange(of: "://")?.upperBound else { return nil }
        let authority = url[start...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return nil
        }
        let password = authority[authority.index(after: colon)..<at]
        return password.isEmpty ? nil : password
    }

    private static func hidingPassword(_ url: String) -> String {
        password(in: url).map { url.replacing($0, with: "…") } ?? url
    }
}
