import BoundedRegex

/// Whether a text is a regular expression of ECMA 262, which knows less than Perl.
enum PatternSyntax {
    static func isECMAScript(_ pattern: String) -> Bool {
        !hasForeignSyntax(pattern) && (try? BoundedRegex(pattern, dialect: .ecmaScript)) != nil
    }

    private static func hasForeignSyntax(_ pattern: String) -> Bool {
        var rest = pattern.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\" {
                // Letters that escape nothing in ECMA 262.
                guard let escaped = rest.popFirst() else { return true }
                if "aegilmoqyzACEFGHIJKLMNOQRTUVXYZ".unicodeScalars.contains(escaped) { return true }
            } else if scalar == "(", rest.first == "?" {
                let kind = rest.dropFirst().prefix(2)
                guard let first = kind.first else { return true }
                let isGroup = ":=!".unicodeScalars.contains(first)
                let isNamed = first == "<" && kind.count > 1
                if !isGroup, !isNamed { return true }
            }
        }
        return false
    }
}
