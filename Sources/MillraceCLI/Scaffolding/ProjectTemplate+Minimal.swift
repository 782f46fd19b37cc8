extension ProjectTemplate {
    /// One pipeline that needs no network.
    static let minimal = ProjectTemplate(
        pipelines: ["greeting.yaml": greeting, "greeting.test.yaml": tests, "routing.yaml": routing],
        firstRun: "greeting --input name=Ada",
        story: "Greets people and remembers whom it has greeted.")

    private static let greeting = """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        kind: pipeline
        name: greeting
        description: Greets somebody and remembers it.
        input:
          type: object
          required: [name]
          additionalProperties: false
          properties:
            name: { type: string, minLength: 1, maxLength: 100 }
        deadline: 1m
        steps:
          - id: before
            uses: records.get
            with: { collection: greetings, id: "${{ input.name }}", required: false }

          - id: greet
            uses: log.write
            with: { message: "Hello, ${{ input.name }}!", level: notice }

          - id: remember
            uses: records.save
            with: { collection: greetings, id: "${{ input.name }}", value: { job: "${{ job.id }}" } }

          - id: announce
            uses: events.emit
            with: { type: greeting.done, data: { name: "${{ input.name }}" } }
        output:
          greeting: "Hello, ${{ input.name }}!"
          met_before: "${{ steps.before.output.found }}"

        """

    private static let tests = """
        # yaml-language-server: $schema=../schemas/tests.schema.json
        kind: tests
        pipeline: greeting
        tests:
          - name: somebody new is greeted and remembered
            input: { name: Ada }
            expect:
              status: completed
              result: { greeting: "Hello, Ada!", met_before: false }
              events: [{ type: greeting.done, data: { name: Ada } }]

          - name: somebody known is greeted too
            input: { name: Ada }
            mocks:
              before: { output: { found: true, value: { job: earlier } } }
            expect:
              result: { met_before: true }

        """

    private static let routing = """
        # yaml-language-server: $schema=../schemas/routing.schema.json
        # POST /v1/jobs/greeting, or `run greeting`, makes such a job.
        kind: routing
        topics:
          jobs:
            subscriptions:
              greeting:
                match: { jobType: greeting }
                pipeline: greeting
                concurrency: 4
                deliveries: 3
                backoff: [5s, 30s]
          events:
            subscriptions: {}

        """
}
