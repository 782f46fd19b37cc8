import JSONModel
import StepKit
import Testing

@testable import PipelineRuntime

@Suite("Under what a result is kept")
struct CacheKeyTests {
    private func key(
        _ plugin: String = "model.chat", _ input: JSONValue = ["a": 1, "b": [2]], _ key: JSONValue = "v1",
        creator: String? = "ada"
    ) -> String {
        CacheKey.text(plugin: plugin, input: input, key: key, creatorID: creator)
    }

    private func file(_ path: String, _ sha256: String) throws -> JSONValue {
        try JSONValueEncoder().encode(Artifact(path: path, sha256: sha256, mediaType: "image/png", size: 7))
    }

    @Test("The same call has the same key")
    func same() {
        #expect(key() == key())
        #expect(key().count == 64)
    }

    @Test("Another plugin, parameter, key or creator is another call")
    func different() {
        let all = [
            key(), key("model.image"), key("model.chat", ["a": 1, "b": [3]]), key("model.chat", ["a": 1]),
            key("model.chat", ["a": 1, "b": [2]], "v2"), key(creator: "bob"), key(creator: nil), key(creator: ""),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test("A file counts by its bytes, not by where it lies")
    func files() throws {
        let first = key("model.chat", ["images": [try file("/one/a.png", "aa")]])
        #expect(first == key("model.chat", ["images": [try file("/two/b.png", "aa")]]))
        #expect(first != key("model.chat", ["images": [try file("/one/a.png", "bb")]]))
    }
}
