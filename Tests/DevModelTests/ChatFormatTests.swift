import JSONModel
import Testing

@testable import DevModel

@Suite("Requests and replies")
struct ChatFormatTests {
    @Test(
        "A request that does not fit is refused, with the place",
        arguments: [
            ([], ""), ([:], "/messages"), (["messages": []], "/messages"),
            (["messages": [["content": "x"]]], "/messages/0/role"),
            (["messages": [["role": "user", "content": 3]]], "/messages/0/content"),
            (["messages": [["role": "user", "content": [["type": "audio"]]]]], "/messages/0/content/0/type"),
            (["messages": [["role": "user", "content": "x"]], "max_tokens": 0], "/max_tokens"),
            (["messages": [["role": "user", "content": "x"]], "stream": "yes"], "/stream"),
            (
                ["messages": [["role": "user", "content": "x"]], "response_format": ["type": "xml"]],
                "/response_format/type"
            ),
            (
                ["messages": [["role": "user", "content": "x"]], "response_format": ["type": "json_schema"]],
                "/response_format/json_schema/schema"
            ),
        ] as [(JSONValue, String)])
    func refuses(body: JSONValue, place: String) {
        #expect { try ChatRequest(body) } throws: { error in
            let error = error as? DevModelError
            return error?.code == .invalidRequest && error?.place == place && error?.status == 400
        }
    }

    @Test(
        "An image that is no data: URL of a PNG or JPEG is refused",
        arguments: [
            "https://example.com/a.png", "file:///etc/passwd", "data:image/png,abc", "data:image/png;base64,%%%",
            "data:image/png;base64,R0lGODlhAQABAAAAACw=",
        ])
    func refusesImage(url: String) {
        #expect { try ChatRequest(chatBody(images: [url])) } throws: {
            ($0 as? DevModelError)?.code == .invalidImage
        }
    }

    @Test("The prompt is the last message of the user, in one string or in parts")
    func prompt() throws {
        let request = try ChatRequest([
            "messages": [
                ["role": "system", "content": "Be kind."], ["role": "user", "content": "first"],
                ["role": "assistant", "content": nil],
                [
                    "role": "user",
                    "content": [["type": "text", "text": "second"], ["type": "text", "text": "third"]],
                ],
            ]
        ])
        #expect(request.prompt == "second\nthird")
        #expect(request.texts.count == 4)
    }

    @Test("Tokens are counted from sizes, four bytes each")
    func counts() throws {
        let request = try ChatRequest(["messages": [["role": "user", "content": "12345"]]])
        let reply = ChatReply(content: "123456789", request: request, seed: [1], created: 7)
        #expect(reply.promptTokens == 2)
        #expect(reply.completionTokens == 3)
        #expect(reply.completion["usage"]?["total_tokens"] == 5)
        #expect(reply.completion["created"] == 7)
    }

    @Test("An answer longer than max_tokens is cut between characters and says so")
    func cuts() throws {
        let request = try ChatRequest(["messages": [["role": "user", "content": "x"]], "max_tokens": 2])
        let reply = ChatReply(content: "aébcdéfgh", request: request, seed: [], created: 0)
        #expect(reply.content == "aébcdé")
        #expect(reply.completion["choices"]?[0]?["finish_reason"] == "length")
        #expect(reply.completionTokens == 2)
    }

    @Test("Malformed content is no JSON, content of the wrong shape is JSON of another type")
    func spoils() throws {
        let writer = AnswerWriter(source: SchemaFillerTests.prompt)
        for schema in [["type": "integer"], ["type": "object"], ["type": "array"], ["const": nil]] as [JSONValue] {
            let broken = try writer.content(for: .schema(schema), spoiled: .malformed)
            #expect(throws: JSONParseError.self) { () throws in try JSONValue(parsing: broken) }
            let other = try JSONValue(parsing: writer.content(for: .schema(schema), spoiled: .wrongShape))
            #expect(!SchemaChecker(root: schema).problems(other).isEmpty)
        }
    }
}
