/// The Swift files of a new plugin.
extension PluginScaffold {
    var manifest: String {
        """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "\(package)",
            platforms: [.macOS(.v15)],
            dependencies: [
                // Where Millrace is: the folder of its repository, or its URL with `url:` and `branch:` or `from:`.
                \(dependency)
            ],
            targets: [
                .target(name: "\(module)", dependencies: [.product(name: "StepKit", package: "\(millrace)")]),
                .executableTarget(
                    name: "\(program)",
                    dependencies: [
                        "\(module)", .product(name: "BuiltInSteps", package: "\(millrace)"),
                        .product(name: "MillraceCLI", package: "\(millrace)"),
                    ]),
                .testTarget(
                    name: "\(module)Tests",
                    dependencies: [
                        "\(module)", .product(name: "StepKit", package: "\(millrace)"),
                        .product(name: "StepKitTesting", package: "\(millrace)"),
                    ]),
            ]
        )

        """
    }

    private var dependency: String {
        switch origin {
        case .path(let path): ".package(name: \"millrace\", path: \(Self.literal(path)))"
        case .url(let url): ".package(url: \(Self.literal(url)), branch: \"main\")"
        }
    }

    /// What the manifest calls Millrace: of a URL the package manager takes the last part.
    private var millrace: String {
        guard case .url(let url) = origin else { return "millrace" }
        let last = url.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? "millrace"
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }

    private static func literal(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    var main: String {
        """
        import BuiltInSteps
        import MillraceCLI
        import \(module)

        await Millrace.main(plugins: BuiltInSteps.all + [\(type).self])

        """
    }

    var step: String {
        #"""
        import StepKit

        /// Repeats a text. Replace the fields and the body of `run` with what your step is for.
        public struct \#(type): Step {
            public struct Input: Codable, Sendable {
                var text: String
                var times: Int
            }

            public struct Output: Codable, Sendable {
                var text: String
            }

            public static let descriptor = StepDescriptor<Input, Output>(
                "\#(name)", "Repeats a text.",
                input: {
                    Field("text", \.text, "What to repeat.").example("hello")
                    Field("times", \.times, "How often.").range(1...100).default(1)
                },
                output: { Field("text", \.text, "All of it, with a blank between.") },
                failures: ["nothing_to_say": "The text is empty."],
                examples: [["text": "hello"], ["text": "hello", "times": 3]])

            public init(environment: StepEnvironment) throws {}

            public func run(_ input: Input, in context: StepContext) async throws -> Output {
                try context.abort.throwIfAborted()
                guard !input.text.isEmpty else { throw StepFailure("nothing_to_say", "There is no text to repeat.") }
                let text = Array(repeating: input.text, count: input.times).joined(separator: " ")
                context.progress(1, "\(input.times) times")
                return Output(text: text)
            }
        }

        """#
    }

    var tests: String {
        """
        import \(module)
        import StepKit
        import StepKitTesting
        import Testing

        @Suite("\(name)")
        struct \(type)Tests {
            @Test("keeps the promises of every step", arguments: StepPromise.all)
            func promises(promise: StepPromise) async throws {
                try await promise.check(\(type).self)
            }

            @Test("repeats the text as often as asked")
            func repeats() async throws {
                let outcome = try await StepHarness().run(\(type).self, with: ["text": "hello", "times": 2])
                #expect(try outcome.output["text"] == "hello hello")
                #expect(outcome.progress.last?.fraction == 1)
            }

            @Test("says so when there is no text")
            func empty() async throws {
                let outcome = try await StepHarness().run(\(type).self, with: ["text": ""])
                #expect(outcome.failure?.code == "nothing_to_say")
            }
        }

        """
    }
}
