/// A Swift package with one plugin, its tests, and a program that has it: what `plugins new` makes.
struct PluginScaffold {
    /// Where the package finds Millrace.
    enum Origin: Hashable {
        case path(String)
        case url(String)

        /// A URL has a scheme, or is of the form `host:path` that git knows.
        init(_ text: String) {
            let isURL = text.contains("://") || text.wholeMatch(of: #/[^/]+@[^/]+:.+/#) != nil
            self = isURL ? .url(text) : .path(text)
        }
    }

    /// Such as `acme.watermark`.
    let name: String
    let origin: Origin

    /// `acme-watermark`: the package and its folder.
    var package: String { words.joined(separator: "-") }
    /// `acme-millrace`: the program.
    var program: String { "\(words[0])-millrace" }
    /// `watermark`: the pipeline that shows it.
    var pipeline: String { words.dropFirst().joined(separator: "_") }
    /// `AcmeWatermarkPlugin`; no module of Millrace or of Swift ends like that.
    var module: String { Self.joined(words) + "Plugin" }
    /// `WatermarkStep`.
    var type: String { Self.joined(words.dropFirst()) + "Step" }

    private var words: [String] { name.split { $0 == "." || $0 == "_" }.map(String.init) }

    private static func joined(_ words: some Sequence<String>) -> String {
        words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    var scaffold: Scaffold {
        Scaffold(files: [
            "Package.swift": manifest, "Sources/\(module)/\(type).swift": step,
            "Sources/\(program)/main.swift": main, "Tests/\(module)Tests/\(type)Tests.swift": tests,
            "pipelines/\(pipeline).yaml": example, "pipelines/routing.yaml": routing, "README.md": readme,
            ".gitignore": ".build/\n.millrace/\n",
        ])
    }

    private var example: String {
        """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        kind: pipeline
        name: \(pipeline)
        description: Shows \(name).
        input:
          type: object
          required: [text]
          additionalProperties: false
          properties:
            text: { type: string, minLength: 1, maxLength: 1000 }
        steps:
          - id: work
            uses: \(name)
            with: { text: "${{ input.text }}", times: 2 }
        output: { text: "${{ steps.work.output.text }}" }

        """
    }

    private var routing: String {
        """
        # yaml-language-server: $schema=../schemas/routing.schema.json
        kind: routing
        topics:
          jobs:
            subscriptions:
              \(pipeline.replacing("_", with: "-")): { match: { jobType: \(name) }, pipeline: \(pipeline) }

        """
    }

    private var readme: String {
        """
        # \(name)

        A step for Millrace, and a program, `\(program)`, that is Millrace with this step in it.

        ```sh
        swift test
        swift run \(program) validate
        swift run \(program) run \(pipeline) --input text=hello
        ```

        `Sources/\(module)/\(type).swift` is the step. What it takes and returns is declared once, in its descriptor;
        `swift run \(program) plugins show \(name)` prints it, and `swift run \(program) schema generate` writes it to
        `schemas/` for editors.

        """
    }
}
