import Crypto
import Foundation
import StepKit
import StepKitTesting
import TestSupport

@testable import S3Steps

/// Runs a step against a store of this machine.
func run<S: Step>(
    _ step: S.Type, _ input: JSONValue, at endpoint: String?, _ more: [String: String] = [:]
) async throws -> StepOutcome {
    var variables = ["AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "secret-of-the-test"]
    variables["MILLRACE_S3_ENDPOINT"] = endpoint
    let harness = try StepHarness(environment: StepEnvironment(variables: variables.merging(more) { $1 }))
    return await harness.run(step, with: input)
}

func sha256(_ bytes: some Sequence<UInt8>) -> String { AWSText.hex(SHA256.hash(data: Data(bytes))) }

/// The file as an earlier step would have left it.
func artifact(_ path: String, sha256: String, size: Int) -> JSONValue {
    ["path": .string(path), "sha256": .string(sha256), "media_type": "video/mp4", "size": .int(Int64(size))]
}
