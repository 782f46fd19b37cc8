import JSONModel
import Testing

@testable import WebTokens

@Suite("Web tokens")
struct WebTokenTests {
    private static let key = Array("a key of thirty-two bytes or so.".utf8)
    private static let now = Duration.seconds(1_700_000_000)

    private static func text(_ claims: [String: JSONValue] = [:], header: String = #"{"alg":"HS256"}"#) -> String {
        let claims = ["exp": JSONValue.int(1_700_000_100)].merging(claims) { $1 }
        let parts = WebToken.signed(claims, key: key).split(separator: ".")
        guard header != #"{"alg":"HS256"}"# else { return parts.joined(separator: ".") }
        // Signed anew over the other header, as somebody who has the key would.
        return WebToken.resigned(header: header, claims: String(parts[1]), key: key)
    }

    private static func code(_ text: String, at time: Duration = now, key: [UInt8] = key) -> WebTokenError.Code? {
        do throws(WebTokenError) {
            _ = try WebToken(verifying: text, key: key, at: time)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("the example of RFC 7515 is read and its signature found right")
    func example() throws {
        let text = """
            eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl\
            LmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
            """
        let spelled = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
        let key = try #require(Base64URL.bytes(of: spelled))
        let token = try WebToken(verifying: text, key: key, at: .seconds(1_300_819_379))
        #expect(token.claims["iss"] == "joe" && token.expiry == .seconds(1_300_819_380))
    }

    @Test("what is signed is read again")
    func roundTrip() throws {
        let token = try WebToken(verifying: Self.text(["sub": "anna/ä"]), key: Self.key, at: Self.now)
        #expect(token.subject == "anna/ä" && token.expiry == .seconds(1_700_000_100))
    }

    @Test(
        "an algorithm other than HS256 is refused, signed or not", arguments: ["none", "HS512", "RS256", "hs256", ""])
    func algorithm(name: String) {
        #expect(Self.code(Self.text(header: #"{"alg":"\#(name)"}"#)) == .algorithm)
    }

    @Test("a header that asks for more than we know is refused")
    func critical() {
        #expect(Self.code(Self.text(header: #"{"alg":"HS256","crit":["b64"],"b64":false}"#)) == .algorithm)
    }

    @Test("any change breaks the signature", arguments: [0, 1, 2])
    func changed(part: Int) {
        var parts = Self.text(["sub": "anna"]).split(separator: ".").map(String.init)
        switch part {
        case 0: parts[0] = Base64URL.text(of: Array(#"{"typ":"JWT","alg":"HS256"}"#.utf8))
        case 1: parts[1] = Base64URL.text(of: Array(#"{"exp":1700000100,"sub":"bert"}"#.utf8))
        default: parts[2] = Base64URL.text(of: [UInt8](repeating: 7, count: 32))
        }
        #expect(Self.code(parts.joined(separator: ".")) == .signature)
    }

    @Test("another key, a shorter signature and none at all are refused")
    func signature() {
        let text = Self.text()
        #expect(Self.code(text, key: Array("another".utf8)) == .signature)
        #expect(Self.code(text, key: []) == .signature)
        #expect(Self.code(text.split(separator: ".").prefix(2).joined(separator: ".") + ".") == .signature)
    }

    @Test(
        "what is no token is malformed",
        arguments: ["", ".", "..", "a.b.c", "e30.e30", "e30.e30.e30.e30", "W10.e30.", "e30=.e30.", "e31.e30."])
    func malformed(text: String) {
        #expect(Self.code(text) == (["e30.e30."].contains(text) ? .algorithm : .malformed))
    }

    @Test("a token beyond 8 KB is not looked at")
    func long() {
        #expect(Self.code(Self.text(["x": .string(String(repeating: "x", count: 9000))])) == .malformed)
    }

    @Test(
        "the time of expiry is needed and kept, within a minute",
        arguments: [(159, nil), (160, WebTokenError.Code.expired), (100_000, .expired)])
    func expiry(seconds: Int, code: WebTokenError.Code?) {
        #expect(Self.code(Self.text(), at: Self.now + .seconds(seconds)) == code)
    }

    @Test("an expiry that is no time is none", arguments: [JSONValue.null, "soon", -1, 1e300, true])
    func noExpiry(value: JSONValue) {
        #expect(Self.code(Self.text(["exp": value])) == .expired)
    }

    @Test("a token of tomorrow waits")
    func early() {
        #expect(Self.code(Self.text(["nbf": 1_700_000_061])) == .early)
        #expect(Self.code(Self.text(["nbf": 1_700_000_060])) == nil)
        #expect(Self.code(Self.text(["nbf": "now"])) == .early)
    }

    @Test("one audience among several is enough, none is not")
    func audience() throws {
        let token = try WebToken(verifying: Self.text(["aud": ["x", "y"]]), key: Self.key, at: Self.now)
        try token.checkAudience { $0 == "y" }
        #expect(throws: WebTokenError.self) { try token.checkAudience { $0 == "z" } }
        let bare = try WebToken(verifying: Self.text(), key: Self.key, at: Self.now)
        #expect(throws: WebTokenError.self) { try bare.checkAudience { _ in true } }
    }

    @Test("base64url reads back whatever it wrote, and takes one spelling only", arguments: 0..<20)
    func base64(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
        #expect(Base64URL.bytes(of: Base64URL.text(of: bytes)) == bytes)
        #expect(Base64URL.bytes(of: Base64URL.text(of: bytes) + "=") == nil)
    }

    @Test("stray bits and odd letters are no base64url", arguments: ["A", "AB", "AAB", "+/", "AA\n", "Ä"])
    func noBase64(text: String) {
        #expect(Base64URL.bytes(of: text) == nil)
    }
}

extension WebToken {
    fileprivate static func resigned(header: String, claims: String, key: [UInt8]) -> String {
        signed(content: Base64URL.text(of: Array(header.utf8)) + "." + claims, key: key)
    }
}
