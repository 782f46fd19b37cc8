extension ProjectTemplate {
    /// Cuts and pictures of a video.
    static let video = ProjectTemplate(
        pipelines: ["video_scenes.yaml": scenes, "video_scenes.test.yaml": tests, "routing.yaml": routing],
        firstRun: "video_scenes --input videoUrl=FILE.mp4",
        story:
            "Finds the scenes of a video and takes a picture of each. It needs ffmpeg: `doctor` says what is missing.")

    private static let scenes = """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        kind: pipeline
        name: video_scenes
        description: Finds the scenes of a video and takes a picture of each.
        input:
          type: object
          required: [videoUrl]
          additionalProperties: false
          properties:
            videoUrl: { type: string, format: uri, minLength: 1, description: "http(s), or a file below an allowed folder" }
        deadline: 6m
        steps:
          - id: video
            uses: http.download
            with: { url: "${{ input.videoUrl }}", max_size: 500MB }
            timeout: 2m
            retry: { delays: [1s, 4s, 15s], on: [rate_limit, timeout, network_error, download_incomplete] }
            progress: 20

          - id: cuts
            uses: video.scenes
            with: { video: "${{ steps.video.output.file }}" }
            timeout: 2m
            progress: 60

          - id: pictures
            uses: video.keyframes
            with:
              video: "${{ steps.video.output.file }}"
              at: "${{ steps.cuts.output.scenes.map(scene, scene.middle) }}"
              at_most: 100
            timeout: 2m
            progress: 90

          - id: save
            uses: records.save
            with: { collection: videos, id: "${{ job.id }}", value: { scenes: "${{ steps.cuts.output.scenes }}" } }

          - id: announce
            uses: events.emit
            with: { type: video.cut, data: { scenes: "${{ size(steps.cuts.output.scenes) }}" } }
        output:
          scenes: "${{ steps.cuts.output.scenes }}"
          pictures: "${{ steps.pictures.output.frames }}"

        """

    private static let tests = """
        # yaml-language-server: $schema=../schemas/tests.schema.json
        kind: tests
        pipeline: video_scenes
        input: { videoUrl: "https://example.com/two.mp4" }
        mocks:
          video:
            takes: 4s
            output:
              file: { path: /media/two.mp4, sha256: 5f3c, media_type: video/mp4, size: 1048576 }
              sha256: 5f3c
              size: 1048576
              media_type: video/mp4
              url: "https://example.com/two.mp4"
              name: two.mp4
          cuts:
            takes: 3s
            output:
              scenes:
                - { index: 0, start: 0, end: 4.5, middle: 2.25 }
                - { index: 1, start: 4.5, end: 10, middle: 7.25 }
              cuts: [4.5]
              duration: 10
              frame_rate: 25
              width: 1280
              height: 720
              has_audio: true
          pictures:
            takes: 2s
            output:
              frames:
                - { index: 0, time: 2.25, file: { path: /media/0.jpeg, sha256: a0, media_type: image/jpeg, size: 20480 } }
                - { index: 1, time: 7.25, file: { path: /media/1.jpeg, sha256: a1, media_type: image/jpeg, size: 20480 } }
              width: 1280
              height: 720
        tests:
          - name: every scene gets a picture
            expect:
              status: completed
              steps: { pictures: { with: { at: [2.25, 7.25] } } }
              events: [{ type: video.cut, data: { scenes: 2 } }]
              that: size(result.pictures) == size(result.scenes)

          - name: a video that is not there is given up
            mocks:
              video: { fails: not_found }
            expect:
              status: failed
              error: { code: not_found, step: video }
              steps: { cuts: { status: not_run } }

        """

    private static let routing = """
        # yaml-language-server: $schema=../schemas/routing.schema.json
        kind: routing
        topics:
          jobs:
            subscriptions:
              video-scenes:
                match: { jobType: video.scenes }
                pipeline: video_scenes
                concurrency: 2
                lock: 2m
                ttl: 1h
                deliveries: 3
                backoff: [15s, 45s, 2m]
                timeout: 8m
          events:
            subscriptions: {}

        """
}
