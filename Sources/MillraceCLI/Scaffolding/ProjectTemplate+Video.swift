extension ProjectTemplate {
    /// Cuts and pictures of a video.
    static let video = ProjectTemplate(
        pipelines: ["video_scenes.yaml": scenes, "routing.yaml": routing],
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
