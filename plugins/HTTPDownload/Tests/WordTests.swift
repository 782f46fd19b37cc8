import OutboundHTTP
import StepKit
import Testing

@testable import HTTPDownloadStep

@Suite("What texts mean")
struct WordTests {
    @Test(
        "a text that is no URL, or one of another scheme, is refused",
        arguments: [
            ("", "url_invalid"), ("talk.mp4", "url_invalid"), ("../x", "url_invalid"), ("a/b:c", "url_invalid"),
            ("s3://bucket/key", "url_forbidden"), ("gopher://x", "url_forbidden"), ("data:,x", "url_forbidden"),
        ])
    func sources(text: String, code: String) {
        #expect(throws: StepFailure.self) { try Source(text) }
        #expect((try? Source(text)) == nil)
        do throws(StepFailure) { _ = try Source(text) } catch { #expect(error.code.rawValue == code) }
    }

    @Test("the scheme's case does not matter")
    func schemes() throws {
        #expect(try Source("HTTPS://example.org/") == .remote("HTTPS://example.org/"))
        #expect(try Source("file:///a%20b%25") == .local("/a b%"))
    }

    @Test("every transport error has a code, and only a cancelled one has none")
    func transport() {
        let retryable: Set<OutboundHTTPError.Code> = [
            .dnsFailed, .connectFailed, .tlsFailed, .timedOut, .tooSlow, .connectionBroken, .responseInvalid,
            .transferFailed,
        ]
        for code in OutboundHTTPError.Code.allCases {
            let failure = DownloadFailure.forTransport(OutboundHTTPError(code, "A sentence."))
            #expect((failure == nil) == (code == .cancelled))
            #expect(failure?.isRetryable ?? false == retryable.contains(code))
        }
        #expect(DownloadFailure.forTransport(OutboundHTTPError(.tooSlow, "Slow."))?.code == .timeout)
    }

    @Test(
        "sizes are written for people",
        arguments: [
            (0, "0 bytes"), (999, "999 bytes"), (1000, "1 KB"), (1234, "1.2 KB"), (12_345_678, "12 MB"),
            (30_000_000, "30 MB"), (Int64.max, "9223372 TB"),
        ] as [(Int64, String)])
    func sizes(size: Int64, text: String) {
        #expect(size.humanSize == text)
    }

    @Test(
        "names are never paths",
        arguments: [
            ("http://h/a/..", "download"), ("http://h", "download"), ("http://h/%2e%2e%2fetc", "..etc"),
            ("http://h/a%0d%0ab", "ab"), ("http://h/%ff", "%ff"), ("http://h/a/b.mp4/", "b.mp4"),
        ])
    func names(url: String, name: String) {
        #expect(Origin(remote: url, contentType: nil).name == name)
        #expect(Origin(remote: "http://h/" + String(repeating: "x", count: 999), contentType: "?").name.count == 120)
    }
}
