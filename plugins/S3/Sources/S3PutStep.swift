import OutboundHTTP
public import StepKit

/// Stores a file or a text as one object of an S3-compatible store.
public struct S3PutStep: Step {
    public struct Input: Codable, Sendable {
        var bucket: String
        var key: String
        var file: Artifact?
        var text: String?
        var mediaType: String?
        var region: String?
        var endpoint: String?
        var pathStyle: Bool?

        private enum CodingKeys: String, CodingKey {
            case bucket, key, file, text, region, endpoint
            case mediaType = "media_type"
            case pathStyle = "path_style"
        }

        var object: S3Object {
            S3Object(bucket: bucket, key: key, region: region, endpoint: endpoint, pathStyle: pathStyle)
        }
    }

    public struct Output: Codable, Sendable {
        var etag: String
        var url: String
        var sha256: String
        var size: Int64
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "s3.put", "Stores a file or a text in an S3-compatible store.",
        input: {
            Field("bucket", \.bucket, "The bucket's name.").example("media")
            Field("key", \.key, "The object's name in it; an older object of that name is replaced.")
                .example("reports/today.txt")
            Field("file", \.file, "What is stored: a file of an earlier step, of at most 5 GB.")
            Field("text", \.text, "What is stored instead of a file, as UTF-8.")
            Field("media_type", \.mediaType, "What it is; default: the file's own, or text/plain.")
                .example("text/markdown")
            Field("region", \.region, "Where the bucket is; AWS_REGION when left out.").example("eu-central-1")
            Field("endpoint", \.endpoint, "Another store than MILLRACE_S3_ENDPOINT or Amazon's.").format(.uri)
            Field(
                "path_style", \.pathStyle, "Whether the bucket stands in the path; default: where an endpoint is set.")
        },
        output: {
            Field("etag", \.etag, "The store's own mark of this version, without quotes.")
            Field("url", \.url, "The object's URL; whether it can be read there is the store's to say.")
            Field("sha256", \.sha256, "The digest of what was stored, lower-case hexadecimal.")
            Field("size", \.size, "Its bytes.")
        },
        failures: S3Failure.meanings,
        examples: [
            ["bucket": "media", "key": "reports/today.txt", "text": "All is well."],
            [
                "bucket": "media", "key": "talks/talk.mp4",
                "file": ["path": "/srv/talk.mp4", "sha256": "00", "media_type": "video/mp4", "size": 1],
            ],
        ])

    private let client: S3Client

    public init(environment: StepEnvironment) throws {
        self.init(client: try S3Client(environment: environment))
    }

    init(client: S3Client) {
        self.client = client
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let location = try S3Location(input.object, settings: client.settings)
        let body = try await UploadBody(file: input.file, text: input.text, in: context)
        let request = try makeRequest(input, location, body)
        let etag = try await client.withObject(request, in: context) { head, _ in head.etag }
        return Output(etag: etag, url: location.url, sha256: body.sha256, size: body.size)
    }

    private func makeRequest(
        _ input: Input, _ location: S3Location, _ body: UploadBody
    ) throws -> OutboundRequest {
        let mediaType = input.mediaType ?? input.file?.mediaType ?? "text/plain; charset=UTF-8"
        var request = try client.request(
            "PUT", location, payloadDigest: body.sha256, headers: ["Content-Type": mediaType])
        switch body {
        case .file(let file): request.bodyFile = file.path
        case .text(let text, _): request.body = Array(text.utf8)
        }
        return request
    }
}
