import Foundation
import JSONModel
import Testing

@Suite("Access tokens")
struct TokensTests {
    private let project: TestProject

    init() throws {
        project = try TestProject(withShippedPipelines: false)
    }

    private var keyFile: String { project.path + "/.millrace/token.key" }

    private func makeKey(_ text: String, permissions: Int) throws {
        let path = try project.write(Array(text.utf8), to: ".millrace/token.key")
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
    }

    /// What a token says, unchecked.
    private func claims(of token: String) throws -> JSONValue {
        let parts = token.split(separator: ".")
        #expect(parts.count == 3)
        let text = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
        let data = try #require(Data(base64Encoded: String(padded)))
        return try JSONValue(parsing: Array(data))
    }

    @Test("A token says whose it is and when it ends, alone or as JSON", arguments: ["15m": 900, "24h": 86_400])
    func made(lifetime: String, seconds: Double) async throws {
        let before = Date().timeIntervalSince1970.rounded(.down)
        let plain = try await project.run("tokens", "create", "--creator", "ada", "--for", lifetime)
        #expect(plain.status == 0 && plain.output.hasSuffix("\n"), "\(plain.errors)")
        let json = try await project.json("tokens", "create", "--creator", "ada", "--for", lifetime, "--json")
        let range = before + seconds...Date().timeIntervalSince1970 + seconds
        for token in [String(plain.output.dropLast()), try #require(json["token"]?.stringValue)] {
            let claims = try claims(of: token)
            #expect(claims["sub"] == "ada")
            #expect(range.contains(try #require(claims["exp"]?.doubleValue)))
        }
        #expect(json["creatorId"] == "ada")
        let end = try Date(try #require(json["expires"]?.stringValue), strategy: .iso8601)
        #expect(range.contains(end.timeIntervalSince1970))
    }

    @Test("The key's file is made for its owner alone, and kept")
    func keyIsKept() async throws {
        #expect(try await project.run("tokens", "create", "--creator", "ada").status == 0)
        let key = try #require(FileManager.default.contents(atPath: keyFile))
        let permissions = try FileManager.default.attributesOfItem(atPath: keyFile)[.posixPermissions]
        #expect((permissions as? NSNumber)?.intValue == 0o600)
        #expect(key.count >= 32)
        #expect(try await project.run("tokens", "create", "--creator", "bert").status == 0)
        #expect(FileManager.default.contents(atPath: keyFile) == key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/.millrace") == ["token.key"])
    }

    @Test("A key of the environment needs no file")
    func keyOfEnvironment() async throws {
        let key = ["MILLRACE_TOKEN_KEY": String(repeating: "k", count: 32)]
        let ending = try await project.run("tokens", "create", "--creator", "ada", with: key)
        #expect(ending.status == 0)
        #expect(!FileManager.default.fileExists(atPath: keyFile))
    }

    @Test(
        "A key that others may read, or that is short, is refused and not shown",
        arguments: [(0o644, 64, "token_key_open"), (0o640, 64, "token_key_open"), (0o600, 31, "token_key_short")])
    func badKey(permissions: Int, length: Int, code: String) async throws {
        let key = String(repeating: "k", count: length)
        try makeKey(key, permissions: permissions)
        let ending = try await project.run("tokens", "create", "--creator", "ada")
        #expect(ending.status == 78)
        #expect(ending.errors.contains("error: \(code): ") && !ending.errors.contains(key), "\(ending.errors)")
        #expect(ending.output.isEmpty)
    }

    @Test("A short key of the environment is refused")
    func shortVariable() async throws {
        let ending = try await project.run(
            "tokens", "create", "--creator", "ada", with: ["MILLRACE_TOKEN_KEY": "short"])
        #expect(ending.status == 78)
        #expect(ending.errors.contains("token_key_short"), "\(ending.errors)")
    }

    @Test(
        "What is not up to a day, or nobody's, is refused before a key is made",
        arguments: [["ada", "2d"], ["ada", "86401s"], ["ada", "0s"], ["ada", "soon"], ["", "1h"]])
    func refused(arguments: [String]) async throws {
        let ending = try await project.run("tokens", "create", "--creator", arguments[0], "--for", arguments[1])
        #expect(ending.status == 64)
        #expect(ending.errors.contains(arguments[0].isEmpty ? "`--creator` is empty" : "`--for \(arguments[1])`"))
        #expect(!FileManager.default.fileExists(atPath: keyFile))
    }
}
