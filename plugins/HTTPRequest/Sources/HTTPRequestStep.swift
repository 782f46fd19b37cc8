import OutboundCalls
import OutboundHTTP
public import StepKit

/// Sends one HTTP request and returns the answer.
public struct HTTPRequestStep: Step {
    public struct Input: Codable, Sendable {
        var method: String
        var url: String
        var query: [String: JSONValue]?
        var headers: [String: String]?
        var json: JSONValue?
        var body: String?
        var form: [String: JSONValue]?
        var timeout: Duration
        var maxSize: ByteCount
        var expect: [Int]
        var parse: String

        private enum CodingKeys: String, CodingKey {
            case method, url, query, headers, json, body, form, timeout, expect, parse
            case maxSize = "max_size"
        }
    }

    public struct Output: Codable, Sendable {
        var status: Int
        var headers: [String: String]
        var json: JSONValue?
        var text: String?
        var url: String
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "http.request", "Sends one HTTP request and returns the answer.", isIdempotent: false,
        input: {
            Field("method", \.method, "How.").oneOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE").default("GET")
            Field("url", \.url, "Where to.").format(.uri).example("https://example.org/items")
            Field("query", \.query, "Added to the URL's query; a list gives a pair for each item.")
                .example(["page": 2])
            Field("headers", \.headers, "Header fields; none of them follows a redirect to another host.").secret()
            Field("json", \.json, "The body, sent as JSON.")
            Field("body", \.body, "The body, sent as it is; say what it is with a Content-Type header.")
            Field("form", \.form, "The body, sent as a form.")
            Field("timeout", \.timeout, "The most time for all of it, redirects included.")
                .default(.seconds(30)).range(.seconds(1)...(.seconds(900)))
            Field("max_size", \.maxSize, "The most bytes the answer may have.")
                .default(.megabytes(1)).range(ByteCount(bytes: 0)...(.megabytes(16)))
            Field("expect", \.expect, "Which statuses are a success; any 2xx when empty.").default([])
            Field("parse", \.parse, "Whether the answer is read as JSON; `auto` goes by its Content-Type.")
                .oneOf("auto", "json", "text").default("auto")
        },
        output: {
            Field("status", \.status, "The answer's status.")
            Field("headers", \.headers, "Its header fields, names in lower case, without cookies.")
            Field("json", \.json, "Its body as JSON, where it was read so.")
            Field("text", \.text, "Its body as text, where it was not.")
            Field("url", \.url, "Where it came from after redirects, without the query.")
        },
        failures: RequestFailure.meanings,
        examples: [
            ["url": "https://example.org/items", "query": ["page": 2]],
            ["method": "POST", "url": "https://example.org/items", "json": ["name": "x"], "expect": [201]],
        ])

    private let caller: OutboundCaller

    public init(environment: StepEnvironment) throws {
        self.init(caller: try OutboundCaller(environment: environment, gate: DestinationGate(limits: .ample)))
    }

    init(caller: OutboundCaller) {
        self.caller = caller
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let request = try makeRequest(input)
        let answer = try await caller.send(
            request, timeout: input.timeout, keeping: Int(input.maxSize.bytes), in: context)
        let isExpected = input.expect.isEmpty ? answer.head.isSuccess : input.expect.contains(answer.status)
        guard isExpected else { throw RequestFailure.of(answer.head) }
        switch answer.rest {
        case .none: break
        case .cut: throw StepFailure(.responseTooLarge, "the answer is larger than \(input.maxSize.shortText)")
        case .broken(let error): throw try CallFailure.of(error, in: context)
        }
        return try Self.output(of: answer, parse: input.parse)
    }

    private func makeRequest(_ input: Input) throws -> OutboundRequest {
        var request = OutboundRequest(input.method, try FormText.url(input.url, adding: input.query ?? [:]))
        for (name, value) in (input.headers ?? [:]).sorted(by: { $0.key < $1.key }) { request.headers.add(name, value) }
        let (body, contentType) = try Self.body(of: input)
        request.body = body
        if body != nil, request.headers["Content-Type"] == nil { request.headers["Content-Type"] = contentType }
        request.maxRedirects = ["GET", "HEAD"].contains(input.method) ? 5 : 0
        request.acceptsCompression = true
        request.addressPolicy = caller.addressPolicy(for: input.url, plainHTTP: true)
        return request
    }

    private static func body(of input: Input) throws -> ([UInt8]?, contentType: String?) {
        let given = [input.json != nil, input.body != nil, input.form != nil].count { $0 }
        guard given <= 1 else {
            throw StepFailure(.invalidPayload, "only one of `json`, `body` and `form` can be sent")
        }
        if let json = input.json { return (Array(json.text().utf8), "application/json") }
        if let form = input.form {
            return (Array(try FormText.of(form).utf8), "application/x-www-form-urlencoded")
        }
        return (input.body.map { Array($0.utf8) }, "text/plain; charset=UTF-8")
    }

    private static func output(of answer: OutboundAnswer, parse: String) throws -> Output {
        let url = String(answer.head.url.prefix { $0 != "?" && $0 != "#" })
        var output = Output(status: answer.status, headers: answer.head.headers.joined, url: url)
        let isJSON = parse == "json" || (parse == "auto" && answer.head.saysJSON)
        let json = isJSON ? try? JSONValue(parsing: answer.body) : nil
        guard json != nil || parse != "json" else {
            throw StepFailure(.responseInvalid, "the answer is not JSON")
        }
        output.json = json
        if json == nil { output.text = String(decoding: answer.body, as: UTF8.self) }
        return output
    }
}

extension ResponseHead {
    fileprivate var saysJSON: Bool {
        let type = (headers["content-type"] ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
        return type == "application/json" || type.hasSuffix("+json")
    }
}

extension HTTPHeaders {
    /// Cookies are credentials, and a map could not hold two of them.
    fileprivate var joined: [String: String] {
        let pairs = fields.map { ($0.name.lowercased(), $0.value) }.filter { $0.0 != "set-cookie" }
        return Dictionary(pairs) { "\($0), \($1)" }
    }
}
