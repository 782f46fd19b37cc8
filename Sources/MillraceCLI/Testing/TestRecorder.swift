import Broker
import Foundation
import PipelineDefinitions
import PipelineRuntime
import PipelineTesting
import SQLiteBroker

/// `--record`: writes a test from a job of the store.
struct TestRecorder {
    let project: Project
    let options: GlobalOptions

    func record(jobID: String) async throws {
        let broker = try openStore()
        let answer: Result<TestRecording, any Error>
        do {
            answer = .success(try await recording(of: jobID, in: broker))
        } catch let error as BrokerError {
            answer = .failure(CommandFailure(.findings, "\(error.code.rawValue): \(error.message)"))
        } catch {
            answer = .failure(error)
        }
        await broker.close()
        try write(try answer.get())
    }

    /// A server tells what steps returned to nobody, so the store itself is asked.
    private func openStore() throws -> SQLiteBroker {
        let path = try options.storePath
        guard options.serverAddress == nil, SQLiteBroker.owner(of: path) == nil else {
            throw CommandFailure(
                .tryAgain,
                "store_owned: a server works on the store; `millrace backup COPY`, then `--store sqlite:COPY`")
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.unableToWork, "store_missing: there is no store at \(path)")
        }
        return try LocalEngine.openStore(path, at: TimeSource.system().now)
    }

    private func recording(of jobID: String, in broker: SQLiteBroker) async throws -> TestRecording {
        guard let job = try await broker.job(jobID) else {
            throw CommandFailure(.findings, "not_found: there is no job `\(jobID)`")
        }
        guard job.status.isFinal else {
            throw CommandFailure(.findings, "job_not_ended: the job is \(job.status.rawValue)")
        }
        guard let definition = try await broker.definition(job.definition),
            let pipeline = project.pipeline(named: definition.name)
        else { throw CommandFailure(.findings, "unknown_pipeline: the job's pipeline is not in this project") }
        if pipeline.hash != job.definition {
            Console.note("`\(pipeline.name)` has changed since the job ran; the test may not pass.")
        }
        return TestRecording(job: job, steps: try await broker.steps(of: jobID), pipeline: pipeline)
    }

    /// Into the file that has the pipeline's tests, or a new one.
    private func write(_ recording: TestRecording) throws {
        let known = project.tests.first { $0.pipeline == recording.pipelineName }?.file
        let path = known ?? "pipelines/\(recording.pipelineName).test.yaml"
        let full = options.projectFolder + "/" + path
        do {
            guard FileManager.default.fileExists(atPath: full) else {
                try Data(recording.file.utf8).write(to: URL(filePath: full), options: .withoutOverwriting)
                return Console.note("\(path): made; read it before you keep it")
            }
            let old = try String(contentsOfFile: full, encoding: .utf8)
            guard let new = recording.appended(to: SourceFile(path: path, text: old)) else {
                Console.data(recording.file)
                return Console.note("\(path) has no list of tests to add to; this is the test")
            }
            try FileReplacement(path: full).write(new, inPlaceOf: old)
            Console.note("\(path): a test added; read it before you keep it")
        } catch {
            throw CommandFailure(.unableToWork, "not_written: \(path): \(error)")
        }
    }
}
