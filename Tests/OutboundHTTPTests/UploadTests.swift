import OutboundHTTP
import TestSupport
import Testing

@Suite("Sending a file", .timeLimit(.minutes(10)))
struct UploadTests {
    @Test("its bytes are the body, whatever the size", arguments: [0, 1, 65_536, 3_000_001])
    func sent(size: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let folder = try TemporaryFolder()
        try await ScriptedServer.with({ _, connection in connection.reply(200, "ok") }) { server in
            var request = OutboundRequest("PUT", server.url("/x"))
            request.bodyFile = try folder.write(bytes, to: "file")
            let response = try await OutboundHTTPClient.forLoopback().send(request, collectUpTo: 10)
            #expect(response.text == "ok")
            let seen = try #require(server.requests.first)
            #expect(seen.method == "PUT" && seen.body == bytes && seen.headers["expect"] == nil)
            #expect(seen.headers["content-length"] == "\(size)")
        }
    }

    @Test("the method may be another")
    func post() async throws {
        let folder = try TemporaryFolder()
        try await ScriptedServer.with({ _, connection in connection.redirect(307, to: "/y") }) { server in
            var request = OutboundRequest("POST", server.url("/x"))
            request.maxRedirects = 5
            request.bodyFile = try folder.write("text", to: "file")
            let response = try await OutboundHTTPClient.forLoopback().send(request, collectUpTo: 10)
            #expect(response.status == 307, "a file is sent once, so that it follows no redirect")
            #expect(server.requests.map(\.method) == ["POST"])
        }
    }

    @Test("what is no file, or comes beside other bytes, is refused before anything is sent")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("text", to: "file")
        try await ScriptedServer.with({ _, connection in connection.reply(200) }) { server in
            let client = try OutboundHTTPClient.forLoopback()
            for (method, path, body) in [
                ("PUT", folder.path, nil), ("PUT", folder.path("none"), nil), ("PUT", file, [1]), ("HEAD", file, nil),
            ] as [(String, String, [UInt8]?)] {
                var request = OutboundRequest(method, server.url(), body: body)
                request.bodyFile = path
                let error = await failure { _ = try await client.send(request, collectUpTo: 1) }
                #expect(error?.code == .requestInvalid)
            }
            #expect(server.requests.isEmpty)
        }
    }
}
