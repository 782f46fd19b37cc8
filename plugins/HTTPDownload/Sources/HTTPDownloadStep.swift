import OutboundHTTP
public import StepKit

/// Fetches one file into the job's keeping: from the web, or from a folder the operator allows.
public struct HTTPDownloadStep: Step {
    public struct Input: Codable, Sendable {
        var url: String
        var maxSize: ByteCount
        var rateLimit: ByteCount?
        var sha256: String?
        var mediaType: String?
        var headers: [String: String]?

        private enum CodingKeys: String, CodingKey {
            case url, sha256, headers
            case maxSize = "max_size"
            case rateLimit = "rate_limit"
            case mediaType = "media_type"
        }
    }

    public struct Output: Codable, Sendable {
        var file: Artifact
        var sha256: String
        var size: Int64
        var mediaType: String
        var url: String
        var name: String

        private enum CodingKeys: String, CodingKey {
            case file, sha256, size, url, name
            case mediaType = "media_type"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "http.download", "Downloads a file, or takes one from an allowed folder.",
        input: {
            Field("url", \.url, "An http, https or file URL, or the absolute path of a file below an allowed folder.")
                .format(.uri).example("https://example.org/talk.mp4")
            Field("max_size", \.maxSize, "The most bytes the file may have.")
                .default(.megabytes(500)).range(ByteCount(bytes: 1)...)
            Field("rate_limit", \.rateLimit, "The most bytes received in a second; no limit when left out.")
                .range(ByteCount(bytes: 1)...)
            Field("sha256", \.sha256, "The digest the file must have, 64 hexadecimal digits.")
            Field("media_type", \.mediaType, "What the file is, whatever the server says.").example("video/mp4")
            Field("headers", \.headers, "Header fields to send; not followed to another host.").secret()
        },
        output: {
            Field("file", \.file, "The file.")
            Field("sha256", \.sha256, "Its digest, lower-case hexadecimal.")
            Field("size", \.size, "Its bytes.")
            Field("media_type", \.mediaType, "As asked for, as the server said, or application/octet-stream.")
            Field("url", \.url, "Where it came from after redirects, without the query.")
            Field("name", \.name, "The last part of the URL's path; for people, never for paths.")
        },
        failures: DownloadFailure.meanings,
        examples: [
            ["url": "https://example.org/talk.mp4"],
            ["url": "file:///srv/media/my%20talk.mp4", "max_size": "2GB", "media_type": "video/mp4"],
        ])

    private let client: OutboundHTTPClient
    private let addressPolicy: AddressPolicy
    private let folders: AllowedFolders

    public init(environment: StepEnvironment) throws {
        try self.init(environment: environment, client: OutboundHTTPClient())
    }

    /// - Parameter client: its own address policy is not used.
    init(environment: StepEnvironment, client: OutboundHTTPClient) throws {
        self.client = client
        addressPolicy = try AddressPolicy.publicOnly.allowing(cidrs: environment.allowedNetworks)
        folders = AllowedFolders(environment.allowedFolders)
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        try Self.check(input)
        let file = try PartialFile(in: context.workspace, limit: input.maxSize)
        let origin: Origin
        switch try Source(input.url) {
        case .local(let path):
            origin = try await LocalCopy(folders: folders, path: path).fill(file, in: context)
        case .remote(let url):
            var download = RemoteDownload(url: url, input: input, client: client, addressPolicy: addressPolicy)
            origin = try await download.fill(file, in: context)
        }
        return try await finish(file, from: origin, input, context)
    }

    private func finish(
        _ file: PartialFile, from origin: Origin, _ input: Input, _ context: StepContext
    ) async throws -> Output {
        guard file.size > 0 else { throw StepFailure(.downloadEmpty, "the file is empty") }
        let sha256 = file.digest
        if let expected = input.sha256?.lowercased(), expected != sha256 {
            throw StepFailure(
                .checksumMismatch, "the file has the SHA-256 \(sha256), expected was \(expected)")
        }
        let mediaType = input.mediaType ?? origin.mediaType ?? "application/octet-stream"
        let size = file.size
        try context.abort.throwIfAborted()
        let artifact = try await context.adopt(try file.finish(), mediaType: mediaType, sha256: sha256)
        context.progress(1, size.humanSize)
        return Output(
            file: artifact, sha256: sha256, size: size, mediaType: mediaType, url: origin.url, name: origin.name)
    }

    private static func check(_ input: Input) throws {
        if let sha256 = input.sha256 {
            guard sha256.utf8.count == 64, sha256.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                throw StepFailure(.invalidPayload, "`sha256` is not 64 hexadecimal digits")
            }
        }
        if let mediaType = input.mediaType, MediaType.essence(of: mediaType) != mediaType {
            throw StepFailure(.invalidPayload, "`media_type` is not a media type such as video/mp4")
        }
        for name in input.headers?.keys.map({ $0.lowercased() }) ?? []
        where ["range", "if-range", "accept-encoding"].contains(name) {
            throw StepFailure(.invalidPayload, "the header `\(name)` is set by the step itself")
        }
    }
}
