import Foundation
import Logging
import Testing
import TestSupport

@Suite("The test tools")
struct TestSupportTests {
    @Test("a temporary folder goes with its last reference")
    func folder() throws {
        var folder: TemporaryFolder? = try TemporaryFolder()
        let path = try #require(folder?.path)
        try folder?.write("hello", to: "deep/inside.txt")
        #expect(try folder?.text(of: "deep/inside.txt") == "hello")
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a scoped folder is there inside its scope and gone after, also when the scope throws")
    func scopedFolder() async throws {
        struct Stop: Error {}
        var path = ""
        await #expect(throws: Stop.self) {
            try await TemporaryFolder.with {
                path = $0
                #expect(FileManager.default.fileExists(atPath: $0))
                throw Stop()
            }
        }
        #expect(!path.isEmpty && !FileManager.default.fileExists(atPath: path))
    }

    @Test("logged lines are kept with the logger's and the call's metadata")
    func logs() {
        let collector = LogCollector()
        var logger = collector.logger
        logger[metadataKey: "job"] = "j1"
        logger.trace("hello", metadata: ["step": "s1"])
        #expect(collector.lines.map(\.description) == ["trace: hello job=j1 step=s1"])
        #expect(collector.contains("s1") && !collector.contains("s2"))
    }

    @Test("a seed fixes the numbers")
    func random() {
        var first = SeededRandom(seed: 7)
        var second = SeededRandom(seed: 7)
        var other = SeededRandom(seed: 8)
        let numbers = (0..<5).map { _ in first.next() }
        #expect(numbers == (0..<5).map { _ in second.next() })
        #expect(numbers != (0..<5).map { _ in other.next() })
        #expect(Set(numbers).count == 5)
    }

    @Test("eventually tries until the condition holds")
    func eventuallyHolds() async throws {
        var tries = 0
        try await eventually("three tries") {
            tries += 1
            return tries == 3
        }
        #expect(tries == 3)
    }

    @Test("eventually gives up with what it waited for")
    func eventuallyGivesUp() async {
        let error = await #expect(throws: NeverHappened.self) {
            try await eventually("the impossible", timeout: .zero) { false }
        }
        #expect(error?.what == "the impossible")
    }
}
