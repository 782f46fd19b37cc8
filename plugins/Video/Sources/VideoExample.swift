import StepKit

/// For the docs.
enum VideoExample {
    static let artifact: JSONValue = [
        "path": "/var/lib/millrace/artifacts/video.mp4", "media_type": "video/mp4", "size": 1_048_576,
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]
}
