import JSONModel
import Testing

@testable import DevModel

@Suite("Listening")
struct TranscriptTests {
    private func transcript(_ parts: [(Double, Double, Double)]) throws -> Transcript {
        Transcript(of: try WaveSound(TestSound.wav(parts)))
    }

    @Test("each second has a word for how loud and how high it is, silence has none")
    func words() throws {
        let heard = try transcript([(100, 0.02, 1), (500, 0.1, 1), (0, 0, 2), (2000, 0.9, 0.5)])
        #expect(heard.text == "quiet low tone clear middle tone. roaring high tone.")
        #expect(heard.segments.map(\.start) == [0, 4] && heard.segments.map(\.end) == [2, 4.5])
        #expect(heard.duration == 4.5 && heard.billedSeconds == 5)
        #expect(try transcript([(0, 0, 3)]).text.isEmpty && transcript([(0, 0, 3)]).billedSeconds == 3)
    }

    @Test("long speech is cut into segments, equal sounds get equal words")
    func segments() throws {
        let heard = try transcript([(400, 0.5, 12)])
        #expect(heard.segments.map(\.start) == [0, 5, 10])
        #expect(try transcript([(400, 0.5, 12)]).segments == heard.segments)
    }

    @Test("what is no WAV file cannot be heard")
    func refuses() {
        let whole = TestSound.wav([(100, 1, 0.1)])
        let broken = [[], Array("ID3".utf8), Array(whole.prefix(20)), Array(whole.prefix(36)), Array(whole.prefix(12))]
        for file in broken + [[UInt8](repeating: 7, count: 5000)] {
            #expect { try WaveSound(file) } throws: { ($0 as? DevModelError)?.code == .invalidAudio }
        }
    }

    @Test("a form is read field by field, a broken one is refused")
    func form() throws {
        let body =
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"f\"\r\nContent-Type: audio/wav\r\n\r\n--y\r\n--x--\r\n"
        let form = try MultipartForm(Array(body.utf8), contentType: "multipart/form-data; boundary=\"x\"")
        #expect(form.text("a") == "1" && form.text("file") == "--y" && form["b"] == nil)
        for (text, type) in [
            (body, "application/json"), (body, "multipart/form-data"), (body, "multipart/form-data; boundary=z"),
            (String(body.dropLast(12)), "multipart/form-data; boundary=x"), ("", "multipart/form-data; boundary=x"),
            ("--x", "multipart/form-data; boundary=x"),
        ] {
            #expect(throws: DevModelError.self) { try MultipartForm(Array(text.utf8), contentType: type) }
        }
    }
}
