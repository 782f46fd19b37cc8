public import Broker
import Foundation
import JSONModel
public import PipelineDefinitions

/// Writes a test from a job that ran: its input, mocks from what its steps returned, and what came out.
///
/// Values of keys that look like secrets are replaced; how long steps took is rounded to seconds.
public struct TestRecording: Sendable {
    private let job: JobRecord
    private let steps: [StepRecord]
    private let pipeline: PipelineDefinition

    /// - Parameters:
    ///   - steps: the job's, with their outputs.
    ///   - pipeline: the one it ran by.
    public init(job: JobRecord, steps: [StepRecord], pipeline: PipelineDefinition) {
        self.job = job
        self.steps = steps
        self.pipeline = pipeline
    }

    public var pipelineName: String { pipeline.name }

    /// A file of its own.
    public var file: String { "kind: tests\npipeline: \(pipeline.name)\ntests:\n\(item(indent: 2))" }

    /// A file with this test after its last one; `nil` if its `tests` are not written one below the other.
    public func appended(to file: SourceFile) -> String? {
        let (root, _) = YAMLDocument.read(file)
        guard let items = root?["tests"]?.items, let first = items.first, let last = items.last,
            let line = file.line(at: first.range.start.line)
        else { return nil }
        let indent = line.prefix { $0 == " " }.count
        guard line.dropFirst(indent).hasPrefix("- ") else { return nil }
        var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let end = min(last.range.end.line, lines.count)
        // A range may end at the start of the line after its last.
        let isPast = last.range.end.column == 1
        lines.insert(contentsOf: ["", String(item(indent: indent).dropLast())], at: isPast ? end - 1 : end)
        let text = lines.joined(separator: "\n")
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    /// With a line break at its end.
    private func item(indent: Int) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        var lines = [
            String(repeating: " ", count: indent)
                + "- name: \(YAMLWriter.flow(.string("recorded from job \(job.id)")))",
            "\(inner)input:" + YAMLWriter.member(Self.redacted(job.payload), indent: indent + 2),
        ]
        if let creator = job.creatorID {
            lines.append("\(inner)job: { creatorId: \(YAMLWriter.flow(.string(creator))) }")
        }
        let mocks = mocks
        if !mocks.isEmpty { lines.append("\(inner)mocks:") }
        for (id, mock) in mocks { lines.append("\(inner)  \(id):" + YAMLWriter.member(mock, indent: indent + 4)) }
        lines.append("\(inner)expect:")
        for (key, value) in expectation {
            lines.append("\(inner)  \(key):" + YAMLWriter.member(value, indent: indent + 4))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Of the steps that reach outside, or read what the store held then; in the pipeline's order.
    private var mocks: [(id: String, mock: JSONValue)] {
        let latest = Dictionary(steps.map { ($0.stepID, $0) }, uniquingKeysWith: { $1 })
        let byNode = Dictionary(grouping: latest.values) { StoredID($0.stepID).withoutItems }
        return StepTree(pipeline).nodes.flatMap { node -> [(id: String, mock: JSONValue)] in
            guard !Self.repeatable.contains(node.step.uses), node.step.pipeline == nil else { return [] }
            // A list is made of its items.
            let records = (byNode[node.id] ?? []).filter { record in
                record.status != .skipped && (node.step.forEach == nil || StoredID(record.stepID).isItem)
            }
            return records.sorted { ($0.endedAt, $0.stepID) < ($1.endedAt, $1.stepID) }
                .map { ($0.stepID, mock(of: $0)) }
        }
    }

    private func mock(of record: StepRecord) -> JSONValue {
        var mock: [String: JSONValue] = [:]
        let seconds = (record.endedAt - record.startedAt).wholeMilliseconds / 1000
        if seconds > 0 { mock["takes"] = .string(Duration.seconds(seconds).shortText) }
        if let failure = record.failure {
            // The dead letter says whether it was worth another try.
            let isPermanent = job.status == .failed && record.attempt <= 1
            mock["fails"] = [
                "code": .string(failure.code), "message": .string(failure.message),
                "retryable": .bool(!isPermanent),
            ]
        } else {
            mock["output"] = lasting(Self.redacted(record.output))
        }
        return .object(mock)
    }

    /// What they return follows from the job alone.
    private static let repeatable = MockPlayer.harmless.subtracting(["contacts.find", "records.get"])

    /// A published job has another id in every run.
    private var publishedIDs: Set<JSONValue> {
        let publishers = Set(StepTree(pipeline).nodes.filter { $0.step.uses == "message.publish" }.map(\.id))
        let published = steps.filter { publishers.contains(StoredID($0.stepID).withoutItems) }
        return Set(published.flatMap { $0.output.objectValue.map { Array($0.values) } ?? [] })
    }

    /// A value as another run has it: the job under test has an id of its own, and some ids nobody can foretell.
    private func lasting(_ value: JSONValue, open ids: Set<JSONValue> = []) -> JSONValue {
        if ids.contains(value) { return ["$present": true] }
        return switch value {
        case .string(let text): .string(text.replacing(job.id, with: TestJob().id))
        case .array(let items): .array(items.map { lasting($0, open: ids) })
        case .object(let members): .object(members.mapValues { lasting($0, open: ids) })
        default: value
        }
    }

    private var expectation: [(key: String, value: JSONValue)] {
        var all: [(String, JSONValue)] = [("status", .string(job.status.rawValue))]
        if let failure = job.failure, job.status != .completed {
            all.append(("error", ["code": .string(failure.code), "step": failure.step.map { .string($0) } ?? .null]))
        }
        if job.status == .completed, let result = job.result {
            all.append(("result", lasting(Self.redacted(result), open: publishedIDs)))
        }
        var statuses: [String: JSONValue] = [:]
        for step in steps { statuses[step.stepID] = ["status": .string(step.status.rawValue)] }
        if !statuses.isEmpty { all.append(("steps", .object(statuses))) }
        return all
    }

    /// Texts below keys such as `token` and `apiKey` are replaced.
    static func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let items): return .array(items.map(redacted))
        case .object(let members):
            return .object(
                Dictionary(
                    members.map { key, value in (key, isSecret(key) ? hidden(value) : redacted(value)) },
                    uniquingKeysWith: { first, _ in first }))
        default: return value
        }
    }

    private static func hidden(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string: "REDACTED"
        case .array(let items): .array(items.map(hidden))
        case .object(let members): .object(members.mapValues(hidden))
        default: value
        }
    }

    private static func isSecret(_ key: String) -> Bool {
        let plain = key.lowercased().filter(\.isLetter)
        let words = [
            "secret", "password", "passwd", "token", "authorization", "credential", "apikey", "privatekey", "cookie",
            "signature",
        ]
        return words.contains(where: plain.contains)
    }
}
