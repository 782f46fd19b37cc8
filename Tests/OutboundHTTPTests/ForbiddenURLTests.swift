import OutboundHTTP
import TestSupport
import Testing

/// Catalogue item 95. Names are pinned, so nothing is looked up; the witness proves that no socket was opened.
@Suite("Forbidden URLs", .timeLimit(.minutes(10)))
struct ForbiddenURLTests {
    private static let pinned = [
        "localhost.:80:127.0.0.1", "127.0.0.1.nip.io:80:127.0.0.1", "metadata.google.internal:80:169.254.169.254",
        "only-v6.test:80:fd00::1", "127.0.0.1.:80:127.0.0.1", "cname.test:80:10.0.0.1",
        "mixed.test:80:192.168.0.1,10.0.0.1", "example.com:80:10.0.0.1",
    ]

    @Test(
        "an address that is not public gets no socket",
        arguments: [
            "http://127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/",
            "http://0177.0.0.1/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
            "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://[2001:0:808:808::80ff:fffe]/",
            "http://[fe80::1]/", "http://0.0.0.0/", "http://localhost/", "http://localhost./",
            "http://127.0.0.1.nip.io/",
            "http://metadata.google.internal/", "http://only-v6.test/", "http://cname.test/", "http://mixed.test/",
            "http://example.com#@8.8.8.8/", "http://10.0.0.1/", "https://192.168.1.1/", "http://[fd00:ec2::254]/",
            "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1./",
        ])
    func addresses(url: String) async throws {
        let witness = SocketWitness()
        let client = OutboundHTTPClient(addressPolicy: .publicOnly, pinnedNames: Self.pinned) { witness.note($0, $1) }
        let error = await failure { _ = try await client.send(OutboundRequest("GET", url), collectUpTo: 10) }
        #expect(error?.code == .urlForbidden)
        #expect(witness.opened.isEmpty)
    }

    @Test(
        "the text of a URL is checked before anything else",
        arguments: [
            ("http://1.1.1.1@127.0.0.1/", OutboundHTTPError.Code.urlForbidden),
            ("http://user:pw@example.com/", .urlForbidden),
            ("http://@example.com/", .urlForbidden), ("gopher://example.com/", .urlForbidden),
            ("file:///etc/passwd", .urlForbidden),
            ("data:text/plain,x", .urlForbidden), ("javascript:alert(1)", .urlForbidden),
            ("jar:http://example.com!/x", .urlForbidden), ("ftp://example.com/", .urlForbidden),
            ("http://example.com:22/", .urlForbidden), ("http://example.com:25/", .urlForbidden),
            ("http://example.com:0/", .urlInvalid), ("http://example.com:65536/", .urlInvalid),
            ("http://example.com:-1/", .urlInvalid), ("//example.com/", .urlInvalid), ("/path", .urlInvalid),
            ("", .urlInvalid), ("http:/example.com/", .urlInvalid), ("http:example.com", .urlInvalid),
            ("http:///path", .urlInvalid), ("http://", .urlInvalid), ("http://?q", .urlInvalid),
            ("http://127%2e0.0.1/", .urlInvalid), ("http://[fe80::1%25eth0]/", .urlInvalid),
            ("http://example.com\\@127.0.0.1/", .urlInvalid), ("http://exa\tmple.com/", .urlInvalid),
            ("http://example.com/\r\nHost: evil", .urlInvalid), ("http://example.com/\0", .urlInvalid),
            ("http://１２７.０.０.１/", .urlInvalid), ("http://127。0。0。1/", .urlInvalid),
            ("http://exаmple.com/", .urlInvalid),
            (" http://example.com/", .urlInvalid), ("http://[::1/", .urlInvalid), ("http://exa mple.com/", .urlInvalid),
            ("http://example.com/" + String(repeating: "a", count: 2048), .urlInvalid),
            ("http://example.com/" + String(repeating: "a", count: 65_536), .urlInvalid),
        ])
    func texts(url: String, code: OutboundHTTPError.Code) async throws {
        let witness = SocketWitness()
        let client = OutboundHTTPClient(addressPolicy: .publicOnly, pinnedNames: Self.pinned) { witness.note($0, $1) }
        let error = await failure { _ = try await client.send(OutboundRequest("GET", url), collectUpTo: 10) }
        #expect(error?.code == code)
        #expect(witness.decisions.isEmpty)
    }

    @Test("one forbidden address of a name refuses the name, though another one is allowed")
    func mixedAddresses() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200) }) { server in
            let witness = SocketWitness()
            let client = try OutboundHTTPClient.forLoopback(
                pinned: ["mixed.test:\(server.port):10.0.0.1,127.0.0.1"], witness: witness)
            let request = OutboundRequest("GET", server.url(host: "mixed.test"))
            let error = await failure { _ = try await client.send(request, collectUpTo: 10) }
            #expect(error?.code == .urlForbidden)
            #expect(witness.opened.isEmpty)
            #expect(server.connections == 0)
        }
    }

    @Test(
        "a redirect to a forbidden place is refused before a socket is opened",
        arguments: [
            "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/", "http://2852039166/",
            "http://private.test/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pw@127.0.0.1/",
        ], [("GET", 302), ("POST", 307)])
    func redirects(location: String, hop: (method: String, status: Int)) async throws {
        let script: ScriptedServer.Script = { _, connection in connection.redirect(hop.status, to: location) }
        try await ScriptedServer.with(script) { server in
            let witness = SocketWitness()
            let client = try OutboundHTTPClient.forLoopback(pinned: ["private.test:80:192.168.7.7"], witness: witness)
            var request = OutboundRequest(hop.method, server.url("/start?token=secret"))
            request.maxRedirects = 5
            let error = await failure { _ = try await client.send(request, collectUpTo: 10) }
            #expect(error?.code == .urlForbidden)
            #expect(witness.opened.allSatisfy { $0.endpoint?.port == server.port })
            #expect(witness.opened.count == 1)
            let text = try #require(error?.description)
            #expect(!["10.0.0.1", "169.254", "192.168", "secret", "pw"].contains { text.contains($0) })
        }
    }

    @Test("a kept connection is no way around the policy")
    func reusedConnection() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200, "ok") }) { server in
            let witness = SocketWitness()
            let client = try OutboundHTTPClient.forLoopback(witness: witness)
            var request = OutboundRequest("GET", server.url())
            #expect(try await client.send(request, collectUpTo: 10).text == "ok")
            #expect(try await client.send(request, collectUpTo: 10).text == "ok")
            #expect(witness.decisions.count == 1, "the second request used the kept connection")
            request.addressPolicy = AddressPolicy.publicOnly.allowing(ports: [server.port])
            let error = await failure { _ = try await client.send(request, collectUpTo: 10) }
            #expect(error?.code == .urlForbidden)
            #expect(server.requests.count == 2)
            #expect(witness.opened.count == 1)
        }
    }
}
