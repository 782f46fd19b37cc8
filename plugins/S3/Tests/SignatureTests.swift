import Crypto
import Foundation
import Testing

@testable import S3Steps

/// The requests that Amazon's documentation signs as examples.
@Suite("Signature Version 4")
struct SignatureTests {
    private let credentials = S3Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        sessionToken: nil)
    private let date = Date(timeIntervalSince1970: 1_369_353_600)

    private func signature(
        _ method: String, _ path: String, query: String = "", headers: [String: String] = [:],
        digest: String = RequestSignature.emptyDigest
    ) -> String? {
        let request = RequestSignature(
            method: method, host: "examplebucket.s3.amazonaws.com", path: path, query: query, headers: headers,
            payloadDigest: digest, region: "us-east-1", date: date)
        return request.signedHeaders(by: credentials)["Authorization"].map { String($0.suffix(64)) }
    }

    @Test("reading a part of an object")
    func get() {
        #expect(
            signature("GET", "/test.txt", headers: ["Range": "bytes=0-9"])
                == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    }

    @Test("storing an object with a name that needs escaping")
    func put() {
        let digest = AWSText.hex(SHA256.hash(data: Data("Welcome to Amazon S3.".utf8)))
        #expect(digest == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
        let headers = ["date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"]
        #expect(
            signature("PUT", "/" + AWSText.encode("test$file.text"), headers: headers, digest: digest)
                == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test(
        "queries",
        arguments: [
            ("lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
            ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        ])
    func queries(query: String, expected: String) {
        #expect(signature("GET", "/", query: query) == expected)
    }

    @Test("a session's token is sent and signed, and no header holds the secret")
    func token() {
        let credentials = S3Credentials(accessKeyID: "A", secretAccessKey: "the-secret", sessionToken: "T")
        let request = RequestSignature(
            method: "GET", host: "h", path: "/", payloadDigest: RequestSignature.emptyDigest, region: "r", date: date)
        let headers = request.signedHeaders(by: credentials)
        #expect(headers["x-amz-security-token"] == "T")
        #expect(
            headers["Authorization"]?.contains("host;x-amz-content-sha256;x-amz-date;x-amz-security-token,") == true)
        #expect(headers["x-amz-date"] == "20130524T000000Z")
        #expect(!headers.values.contains { $0.contains("the-secret") })
    }

    @Test(
        "every byte but the harmless ones is escaped",
        arguments: [("a/b c", "a/b%20c"), ("ü+*'~", "%C3%BC%2B%2A%27~"), ("\u{1}%/", "%01%25/")])
    func escaping(text: String, escaped: String) {
        #expect(AWSText.encode(text, keepsSlashes: true) == escaped)
    }
}
