import StepKit

/// Who asks, and where, from the process's environment.
struct S3Settings: Sendable {
    let credentials: S3Credentials?
    let region: String?
    let endpoint: String?

    init(_ variables: [String: String]) {
        let value = { (name: String) in variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        region = value("AWS_REGION") ?? value("AWS_DEFAULT_REGION")
        endpoint = value("MILLRACE_S3_ENDPOINT")
        credentials = value("AWS_ACCESS_KEY_ID").flatMap { id in
            value("AWS_SECRET_ACCESS_KEY").map { secret in
                S3Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: value("AWS_SESSION_TOKEN"))
            }
        }
    }

    func requireCredentials() throws(StepFailure) -> S3Credentials {
        guard let credentials else {
            throw StepFailure(.s3NotConfigured, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set")
        }
        return credentials
    }
}

/// As whom to sign.
struct S3Credentials: Sendable {
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?
}
