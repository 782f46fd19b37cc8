public import StepKit

/// How the jobs of the last hours went.
public struct StoreJobsStep: Step {
    public struct Input: Codable, Sendable {
        var within: Duration
    }

    public struct Output: Codable, Sendable {
        var total: Int
        var completed: Int
        var unsuccessful: Int
        var failureRate: Double
        var longest: Double
        var types: [JobReport]

        private enum CodingKeys: String, CodingKey {
            case total, completed, unsuccessful, longest, types
            case failureRate = "failure_rate"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "store.jobs", "Sums up the jobs that ended within a time.",
        input: {
            Field("within", \.within, "How far to look back.").range(.seconds(1) ... .seconds(31 * 86_400))
                .default(.seconds(3600)).example("15m")
        },
        output: {
            Field("total", \.total, "How many ended.")
            Field("completed", \.completed, "How many of them as they should.")
            Field("unsuccessful", \.unsuccessful, "How many failed or timed out.")
            Field("failure_rate", \.failureRate, "Their share, 0 to 1; 0 if none ended.")
            Field("longest", \.longest, "The seconds that the slowest took.")
            Field("types", \.types, "The same for each job type and status.")
        },
        examples: [[:], ["within": "15m"]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        let reports = try await context.answers(to: .jobFigures(within: input.within), as: StoredFigure.self)
            .map(JobReport.init)
        let total = reports.total(\.count)
        let completed = reports.filter { $0.status == "completed" }.total(\.count)
        let cancelled = reports.filter { $0.status == "cancelled" }.total(\.count)
        let unsuccessful = max(0, total - completed - cancelled)
        return Output(
            total: total, completed: completed, unsuccessful: unsuccessful,
            failureRate: total == 0 ? 0 : Double(unsuccessful) / Double(total),
            longest: reports.map(\.longest).max() ?? 0, types: reports)
    }
}

/// The jobs of one type that ended in one way.
public struct JobReport: Codable, Sendable, FieldObject {
    var jobType: String
    var status: String
    var count: Int
    var mean: Double
    var longest: Double

    private enum CodingKeys: String, CodingKey {
        case status, count, mean, longest
        case jobType = "job_type"
    }

    public static var fields: [FieldDescription] {
        Field("job_type", \JobReport.jobType, "Which type.")
        Field("status", \JobReport.status, "How they ended.")
        Field("count", \JobReport.count, "How many.")
        Field("mean", \JobReport.mean, "The seconds that one took on average.")
        Field("longest", \JobReport.longest, "The seconds that the slowest took.")
    }
}

/// Figures as the store answers.
struct StoredFigure: Decodable {
    let jobType, status: String
    let count: Int
    /// Added up.
    let seconds: Double
    let longest: Double
}

extension JobReport {
    init(_ figure: StoredFigure) {
        self.init(
            jobType: figure.jobType, status: figure.status, count: figure.count,
            mean: figure.count > 0 ? figure.seconds / Double(figure.count) : 0, longest: figure.longest)
    }
}
