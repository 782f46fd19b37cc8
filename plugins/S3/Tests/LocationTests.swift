import StepKit
import Testing

@testable import S3Steps

@Suite("Where an object is")
struct LocationTests {
    private func location(
        _ bucket: String = "media", _ key: String = "a/b.txt", region: String? = nil, endpoint: String? = nil,
        pathStyle: Bool? = nil, variables: [String: String] = ["AWS_REGION": "eu-central-1"]
    ) throws -> S3Location {
        let object = S3Object(bucket: bucket, key: key, region: region, endpoint: endpoint, pathStyle: pathStyle)
        return try S3Location(object, settings: S3Settings(variables))
    }

    @Test("at Amazon the bucket is part of the host, unless its name has dots")
    func amazon() throws {
        #expect(try location().url == "https://media.s3.eu-central-1.amazonaws.com/a/b.txt")
        #expect(try location(region: "cn-north-1").host == "media.s3.cn-north-1.amazonaws.com.cn")
        #expect(try location("my.media").url == "https://s3.eu-central-1.amazonaws.com/my.media/a/b.txt")
        #expect(try location(pathStyle: true).url == "https://s3.eu-central-1.amazonaws.com/media/a/b.txt")
    }

    @Test("elsewhere it stands in the path, unless asked otherwise")
    func endpoints() throws {
        #expect(try location(endpoint: "http://127.0.0.1:9000/").url == "http://127.0.0.1:9000/media/a/b.txt")
        #expect(try location(endpoint: "https://S3.example.org:443").host == "s3.example.org")
        #expect(
            try location(endpoint: "https://s3.example.org", pathStyle: false).url
                == "https://media.s3.example.org/a/b.txt")
        let own = try location(variables: ["MILLRACE_S3_ENDPOINT": "http://store:9000"])
        #expect(own.host == "store:9000" && own.region == "us-east-1" && own.isTrusted)
        #expect(try location(endpoint: "https://s3.example.org").isTrusted == false)
    }

    @Test(
        "names that could lead elsewhere are refused",
        arguments: [
            ("", "k"), ("ab", "k"), ("Media", "k"), ("a/b", "k"), ("a@evil.org", "k"), ("a..b", "k"), ("-ab", "k"),
            ("media", ""), ("media", "../x"), ("media", "a/./b"), ("media", String(repeating: "x", count: 1025)),
        ])
    func refused(bucket: String, key: String) {
        #expect(throws: StepFailure.self) { try location(bucket, key) }
    }

    @Test(
        "so are endpoints and regions",
        arguments: ["ftp://x", "https://", "https://a/b", "https://u@h", "x", "http://a b"])
    func endpointsRefused(text: String) {
        #expect(throws: StepFailure.self) { try location(endpoint: text) }
        #expect(throws: StepFailure.self) { try location(region: "eu." + text) }
    }

    @Test("without a region or credentials it says which setting is missing")
    func settings() throws {
        #expect(throws: StepFailure(.s3NotConfigured, "neither `region` nor AWS_REGION is set")) {
            try location(variables: [:])
        }
        let half = S3Settings(["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": ""])
        #expect(throws: StepFailure.self) { try half.requireCredentials() }
        #expect(try location(variables: ["AWS_DEFAULT_REGION": "eu-west-1"]).region == "eu-west-1")
    }
}
