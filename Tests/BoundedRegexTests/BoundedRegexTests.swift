import Testing

import BoundedRegex

@Suite("A bounded regular expression")
struct BoundedRegexTests {
    @Test(
        "finds a pattern anywhere in the text",
        arguments: [
            ("b+", "aabbcc", true), ("^b", "ab", false), ("", "", true), ("^$", "", true), ("a.c", "a\nc", false),
            ("^.$", "😀", true), ("^..$", "e\u{301}", true), ("^\\p{L}+$", "straße", true), ("^\\w+$", "élan", true),
            ("^\\d$", "٣", true), ("(?i)É", "é", true), ("a\\x{1F600}", "a😀", true),
            ("a$", "a\n", false), ("(?m)a$", "a\nb", true), ("(a)\\1", "aa", true),
        ])
    func finds(pattern: String, text: String, expected: Bool) throws {
        #expect(try BoundedRegex(pattern).matches(text) == expected)
    }

    @Test(
        "reads escapes as JSON Schema wants when asked",
        arguments: [
            ("^\\u0041$", "A", true), ("^\\u{1F600}$", "😀", true), ("^\\w+$", "élan", false), ("^\\d$", "٣", false),
            ("[]", "a", false), ("^\\p{L}$", "é", true), ("^\\cA$", "\u{1}", true), ("^\\p{Letter}$", "é", true),
            ("^\\P{gc=Decimal_Number}$", "5", false), ("^\\s\\s\\s$", "\u{A0}\u{FEFF}\u{2029}", true),
            ("^[a\\s]+$", "a\u{3000}", true), ("^\\S$", "\u{2003}", false), ("^[[\\]]\\s$", "] ", true),
            ("^\\\\p\\{Letter}$", "\\p{Letter}", true),
        ])
    func ecmaScript(pattern: String, text: String, expected: Bool) throws {
        #expect(try BoundedRegex(pattern, dialect: .ecmaScript).matches(text) == expected)
    }

    @Test(
        "refuses what is no pattern and tells the place",
        arguments: [("a(b", 3), ("ab)", 2), ("[z-a]", 3), ("*a", 0), ("é[", 3), ("a\\", 2), ("\\C", 2)])
    func syntax(pattern: String, offset: Int) {
        let error = #expect(throws: BoundedRegexError.self) { try BoundedRegex(pattern) }
        #expect(error?.code == .syntax)
        #expect(error?.offset == offset)
        #expect(error?.message.isEmpty == false)
    }

    @Test("refuses a pattern that is too long or too deep")
    func hugePatterns() {
        let long = String(repeating: "a", count: BoundedRegex.maximumPatternLength + 1)
        let deep = String(repeating: "(", count: 4000) + String(repeating: ")", count: 4000)
        let multiplied = "((((a{1,999}){1,999}){1,999}){1,999}){1,999}"
        for pattern in [long, deep, multiplied] {
            let error = #expect(throws: BoundedRegexError.self) { try BoundedRegex(pattern) }
            #expect(error?.code == .syntax)
        }
    }

    @Test(
        "gives up on a search that explodes",
        arguments: [
            "(a+)+$", "(a|a)*$", "(a*)*b|[xy]", "a*[bc]", "a*+[bc]", "(?:a?){40}a{40}[bc]", "([a-z]+)*[0-9!]{2}",
        ])
    func costly(pattern: String) throws {
        let text = String(repeating: "a", count: 100_000) + "!"
        let regex = try BoundedRegex(pattern)
        let error = #expect(throws: BoundedRegexError.self) { try regex.matches(text) }
        #expect(error?.code == .tooCostly)
        #expect(error?.offset == nil)
    }

    @Test("takes honest patterns on long texts")
    func honest() throws {
        let text = String(repeating: "a", count: 100_000)
        #expect(try BoundedRegex("^[a-z]+$").matches(text))
        #expect(try !BoundedRegex("^[a-z]+$").matches(text + "!"))
        #expect(try BoundedRegex("^(a|b)*$").matches(text))
    }

    @Test("refuses a text that is too long")
    func longText() throws {
        let text = String(repeating: "a", count: BoundedRegex.maximumTextLength + 1)
        let error = #expect(throws: BoundedRegexError.self) { try BoundedRegex("a").matches(text) }
        #expect(error?.code == .tooCostly)
    }

    @Test("is shared by many tasks")
    func shared() async throws {
        let regex = try BoundedRegex("^a+$")
        let found = try await withThrowingTaskGroup(of: Bool.self) { group in
            for count in 1...64 {
                group.addTask { try regex.matches(String(repeating: "a", count: count)) }
            }
            return try await group.reduce(into: 0) { total, matched in total += matched ? 1 : 0 }
        }
        #expect(found == 64)
    }
}
