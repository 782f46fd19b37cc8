/// Pipelines that need neither a video nor a model.
enum TestPipelines {
    static let hello = """
        kind: pipeline
        name: hello
        input:
          type: object
          required: [name]
          properties: { name: { type: string } }
        steps:
          - id: greet
            uses: log.write
            with: { message: "Hello, ${{ input.name }}!" }
        output: { greeting: "Hello, ${{ input.name }}!" }
        """

    /// The first steps of `video_analysis`, one after the other.
    static let shots = """
        kind: pipeline
        name: shots
        input: { type: object, required: [videoUrl], properties: { videoUrl: { type: string, format: uri } } }
        steps:
          - { id: video, uses: http.download, with: { url: "${{ input.videoUrl }}" } }
          - { id: cuts, uses: video.scenes, with: { video: "${{ steps.video.output.file }}" } }
        """

    /// Reads back what `video_analysis` has saved.
    static let lookup = """
        kind: pipeline
        name: lookup
        input: { type: object, required: [id], properties: { id: { type: string } } }
        steps:
          - id: find
            uses: records.get
            with: { collection: video_analysis, id: "${{ input.id }}" }
        output: { record: "${{ steps.find.output.value }}" }
        """

    /// Waits for ever in a program of its own; `mark` is seen in that program's command line.
    static func nap(mark: String) -> String {
        """
        kind: pipeline
        name: nap
        steps:
          - id: sleep
            uses: process.run
            with: { command: sh, arguments: ["-c", "sleep 600; true", "\(mark)"] }
        output: { done: true }
        """
    }

    static let napRouting = """
        kind: routing
        topics: { jobs: { subscriptions: { nap: { match: { jobType: nap }, pipeline: nap } } } }
        """

    static let routing = """
        kind: routing
        topics:
          jobs:
            subscriptions:
              hello: { match: { jobType: say.hello }, pipeline: hello }
        """

    /// Dies unless the file it is told of exists; its first step always succeeds.
    static let gate = """
        kind: pipeline
        name: gate
        input:
          type: object
          required: [file]
          properties: { file: { type: string }, note: { type: string } }
        steps:
          - id: mark
            uses: log.write
            with: { message: "at the gate" }
          - id: look
            uses: process.run
            with: { command: test, arguments: ["-e", "${{ input.file }}"] }
        output: { passed: true }
        """

    static let gateRouting = """
        kind: routing
        topics: { jobs: { subscriptions: { gate: { match: { jobType: gate }, pipeline: gate, concurrency: 4 } } } }
        """
}
