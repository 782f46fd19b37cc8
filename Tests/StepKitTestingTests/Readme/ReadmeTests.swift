import Foundation
import StepKit
import StepKitTesting
import Testing

@Suite("The README's step")
struct ReadmeTests {
    @Test("keeps every promise", arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(WatermarkStep.self)
    }

    @Test("is the text of the README, to the letter")
    func text() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let code = try String(contentsOf: here.appending(path: "WatermarkStep.swift"), encoding: .utf8)
        let readme = try String(contentsOf: here.appending(path: "../../../README.md").standardized, encoding: .utf8)
        #expect(readme.contains("```swift\n\(code)```"))
    }
}
