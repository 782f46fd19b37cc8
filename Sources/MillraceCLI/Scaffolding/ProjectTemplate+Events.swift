extension ProjectTemplate {
    /// Pipelines that set each other going: by a job, by an event, by the clock.
    static let events = ProjectTemplate(
        pipelines: [
            "order.yaml": order, "order.test.yaml": tests, "confirmation.yaml": confirmation, "journal.yaml": journal,
            "report.yaml": report,
            "routing.yaml": routing, "schedules.yaml": schedules,
        ],
        firstRun: "order --input item=lamp --input count=2",
        story: """
            Takes orders. An order publishes a confirmation, which is a job of its own; what happens is written into a
            journal; a report is made every morning. `graph` draws how they hang together.
            """)

    private static let order = """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        kind: pipeline
        name: order
        description: Takes an order, has it confirmed and tells everybody.
        input:
          type: object
          required: [item, count]
          additionalProperties: false
          properties:
            item: { type: string, minLength: 1, maxLength: 100 }
            count: { type: integer, minimum: 1, maximum: 1000 }
        deadline: 1m
        steps:
          - id: save
            uses: records.save
            with:
              collection: orders
              id: "${{ job.id }}"
              value: { item: "${{ input.item }}", count: "${{ input.count }}" }

          - id: check
            uses: log.write
            when: input.count > 100
            with: { message: "A large order: ${{ input.count }} of ${{ input.item }}", level: warning }

          - id: confirm
            uses: message.publish
            with:
              job_type: order.confirm
              payload: { order: "${{ job.id }}", item: "${{ input.item }}" }

          - id: announce
            uses: events.emit
            with: { type: order.placed, data: { item: "${{ input.item }}", count: "${{ input.count }}" } }
        output: { order: "${{ job.id }}", confirmation: "${{ steps.confirm.output.job_id }}" }

        """

    private static let tests = """
        # yaml-language-server: $schema=../schemas/tests.schema.json
        kind: tests
        pipeline: order
        tests:
          - name: an order is saved, sent to be confirmed and announced
            input: { item: lamp, count: 2 }
            expect:
              status: completed
              steps: { check: { status: skipped } }
              records: { orders: { job-1: { item: lamp, count: 2 } } }
              published: [{ type: order.confirm, payload: { order: job-1, item: lamp } }]
              events: [{ type: order.placed, data: { item: lamp, count: 2 } }]

          - name: a large order is looked at
            input: { item: lamp, count: 101 }
            expect:
              steps: { check: { status: completed, with: { message: "A large order: 101 of lamp" } } }

          - name: an order of nothing is refused
            input: { item: lamp, count: 0 }
            expect: { refused: { code: invalid_payload, at: /count } }

        """

    private static let confirmation = """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        kind: pipeline
        name: confirmation
        description: Confirms an order.
        input:
          type: object
          required: [order, item]
          properties:
            order: { type: string }
            item: { type: string }
        steps:
          - id: write
            uses: log.write
            with: { message: "Order ${{ input.order }} of ${{ input.item }} is confirmed", level: notice }

        """

    private static let journal = """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        kind: pipeline
        name: journal
        description: Keeps what happened. Its input is the event.
        input:
          type: object
          required: [id, type]
          properties:
            id: { type: string }
            type: { type: string }
        steps:
          - id: keep
            uses: records.save
            with: { collection: journal, id: "${{ input.id }}", value: "${{ input }}" }

        """

    private static let report = """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        kind: pipeline
        name: report
        description: What is made every morning.
        steps:
          - id: write
            uses: log.write
            with: { message: "Good morning. This is report ${{ job.id }}.", level: notice }

        """

    private static let routing = """
        # yaml-language-server: $schema=../schemas/routing.schema.json
        kind: routing
        topics:
          jobs:
            subscriptions:
              orders: { match: { jobType: order }, pipeline: order, concurrency: 4, deliveries: 5 }
              confirmations: { match: { jobType: order.confirm }, pipeline: confirmation, backoff: [10s, 1m, 10m] }
              reports: { match: { jobType: report.daily }, pipeline: report, ttl: 1h }
          events:
            subscriptions:
              journal: { match: { type: order.placed }, pipeline: journal }

        """

    private static let schedules = """
        # yaml-language-server: $schema=../schemas/schedules.schema.json
        kind: schedules
        schedules:
          morning:
            cron: "0 7 * * *"
            time_zone: Europe/Berlin
            job: report.daily

        """
}
