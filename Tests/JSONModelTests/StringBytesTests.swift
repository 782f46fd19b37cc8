import JSONModel
import Testing

@Suite("The bytes of a text")
struct StringBytesTests {
    @Test(
        "hold those of a word, at any place",
        arguments: [
            ("${{ a }}", "${{"), ("a ${{", "${{"), ("$${{", "${{"), ("$ ${ ${{", "${{"), ("a", "a"), ("", ""),
            ("a", ""), ("… # millrace:allow", "millrace:allow"), ("e\u{301}", "e"), ("${{\u{301}", "${{"),
        ])
    func found(text: String, word: String) {
        #expect(text.contains(bytesOf: word))
    }

    @Test(
        "do not hold what is only begun or stands apart",
        arguments: [
            ("", "a"), ("${", "${{"), ("$ {{", "${{"), ("a${a{", "${{"), ("é", "e"), ("milrace:allow", "millrace"),
        ])
    func missing(text: String, word: String) {
        #expect(!text.contains(bytesOf: word))
    }
}
