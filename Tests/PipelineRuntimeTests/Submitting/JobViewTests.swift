import Broker
import JSONModel
import PipelineRuntime
import Testing

@Suite("A job as programs see it")
struct JobViewTests {
    private var job: JobRecord {
        JobRecord(
            id: "j", jobType: "resize", creatorID: nil, payload: ["url": "x"], status: .retrying,
            failure: FailureRecord(code: "timeout", message: "too slow", step: "a"), progress: 40, attempt: 1,
            definition: "abc", subscription: "s", createdAt: Timestamp(milliseconds: 1_750_000_000_001),
            readyAt: Timestamp(milliseconds: 1_750_000_015_999))
    }

    @Test("A list's entry holds every key but those of the detail")
    func entry() {
        #expect(
            JobView.value(of: job, pipeline: "resize_image") == [
                "id": "j", "jobType": "resize", "status": "retrying", "creatorId": nil, "progress": 40, "attempt": 1,
                "subscription": "s", "pipeline": "resize_image", "definition": "abc",
                "createdAt": "2025-06-15T15:06:40.001Z", "startedAt": nil, "endedAt": nil,
                "nextAttemptAt": "2025-06-15T15:06:55.999Z", "cancelling": false, "result": nil,
                "topic": "jobs", "parentId": nil,
                "error": ["code": "timeout", "message": "too slow", "step": "a", "details": nil],
            ])
    }

    @Test("The detail adds the payload and the steps with their seconds")
    func detail() {
        let step = StepRecord(
            stepID: "a", status: .completed, output: ["big": true], attempt: 2, delivery: 1, startedAt: job.createdAt,
            endedAt: job.createdAt + .milliseconds(1500))
        let view = JobView.value(of: job, pipeline: nil, steps: [step])
        #expect(view["payload"] == ["url": "x"])
        #expect(
            view["steps"] == [
                [
                    "id": "a", "status": "completed", "attempt": 2, "startedAt": "2025-06-15T15:06:40.001Z",
                    "endedAt": "2025-06-15T15:06:41.501Z", "seconds": 1.5, "error": nil,
                ]
            ])
    }

    @Test("A completed job shows no error of an earlier attempt")
    func noOldError() {
        var job = job
        job.status = .completed
        #expect(JobView.value(of: job, pipeline: nil)["error"] == JSONValue.null)
    }

    @Test("An event shows its sequence, job, type, time and data")
    func event() {
        let event = EventRecord(
            sequence: 9, jobID: "j", type: "video.analysed", data: ["scenes": 3], time: job.createdAt)
        #expect(
            JobView.value(of: event) == [
                "sequence": 9, "jobId": "j", "type": "video.analysed", "time": "2025-06-15T15:06:40.001Z",
                "data": ["scenes": 3],
            ])
    }
}
