import OutboundHTTP
public import StepKit

/// Fetches one object of an S3-compatible store into the job's keeping.
public struct S3GetStep: Step {
    public struct Input: Codable, Sendable {
        var bucket: String
        var key: String
        var region: String?
        var endpoint: String?
        var pathStyle: Bool?
        var maxSize: ByteCount
        var sha256: String?
        var mediaType: String?

        private enum CodingKeys: String, CodingKey {
            case bucket, key, region, endpoint, sha256
            case pathStyle = "path_style"
            case maxSize = "max_size"
            case mediaType = "media_type"
        }

        var object: S3Object {
            S3Object(bucket: bucket, key: key, region: region, endpoint: endpoint, pathStyle: pathStyle)
        }
    }

    public struct Output: Codable, Sendable {
        var file: Artifact
        var sha256: String
        var size: Int64
        var mediaType: String
        var etag: String

        private enum CodingKeys: String, CodingKey {
            case file, sha256, size, etag
            case mediaType = "media_type"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "s3.get", "Fetches an object of an S3-compatible store.",
        input: {
            Field("bucket", \.bucket, "The bucket's name.").example("media")
            Field("key", \.key, "The object's name in it.").example("talks/2026/talk.mp4")
            Field("region", \.region, "Where the bucket is; AWS_REGION when left out.").example("eu-central-1")
            Field("endpoint", \.endpoint, "Another store than MILLRACE_S3_ENDPOINT or Amazon's.").format(.uri)
            Field(
                "path_style", \.pathStyle, "Whether the bucket stands in the path; default: where an endpoint is set.")
            Field("max_size", \.maxSize, "The most bytes the object may have.")
                .default(.megabytes(500)).range(ByteCount(bytes: 1)...)
            Field("sha256", \.sha256, "The digest the object must have, 64 hexadecimal digits.")
            Field("media_type", \.mediaType, "What the object is, whatever the store says.").example("video/mp4")
        },
        output: {
            Field("file", \.file, "The object's bytes.")
            Field("sha256", \.sha256, "Their digest, lower-case hexadecimal.")
            Field("size", \.size, "How many they are.")
            Field("media_type", \.mediaType, "As asked for, as the store said, or application/octet-stream.")
            Field("etag", \.etag, "The store's own mark of this version, without quotes.")
        },
        failures: S3Failure.meanings, examples: [["bucket": "media", "key": "talks/2026/talk.mp4"]])

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
        let request = try client.request("GET", location)
        let file = try ObjectFile(in: context.workspace, limit: input.maxSize)
        let head = try await client.withObject(request, in: context) { head, body in
            try file.checkPromise(of: head.contentLength)
            for try await chunk in body {
                try file.append(chunk)
                context.report(file.size, of: head.contentLength)
            }
            return head
        }
        return try await finish(file, head, input, context)
    }

    private func finish(
        _ file: ObjectFile, _ head: ResponseHead, _ input: Input, _ context: StepContext
    ) async throws -> Output {
        let (path, sha256) = try file.finish()
        if let expected = input.sha256?.lowercased(), expected != sha256 {
            throw StepFailure(.checksumMismatch, "the object has the SHA-256 \(sha256), expected was another")
        }
        let said = head.headers["content-type"]?.prefix { $0 != ";" }.lowercased()
        let mediaType = input.mediaType ?? said ?? "application/octet-stream"
        let artifact = try await context.adopt(path, mediaType: mediaType, sha256: sha256)
        return Output(
            file: artifact, sha256: sha256, size: file.size, mediaType: mediaType, etag: head.etag)
    }
}

extension ResponseHead {
    var etag: String { (headers["etag"] ?? "").replacing("\"", with: "") }
}

extension StepContext {
    fileprivate func report(_ size: Int64, of total: Int64?) {
        guard let total, total > 0 else { return }
        progress(min(Double(size) / Double(total), 0.99))
    }
}
