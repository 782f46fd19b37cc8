import ArgumentParser
import JSONModel

/// Which dead letters; every filter narrows.
struct LetterFilters: ParsableArguments {
    @Option(help: "Only of this subscription.") var subscription: String?
    @Option(help: "Only with this reason, such as MaxDeliveryCountExceeded.") var reason: String?
    @Option(help: "Only with this code of the last failure, such as rate_limit.") var code: String?
    @Option(help: "Only of this pipeline.") var pipeline: String?
    @Option(help: "Only of jobs of this type.") var jobType: String?
    @Option(help: "Only of this tenant's jobs.") var creator: String?
    @Option(help: "Only of this job.") var job: String?
    @Option(help: "Only of this group; `list --groups --json` prints the fingerprints.") var fingerprint: String?
    @Option(help: "Only with this text in the failure's message or the payload.") var text: String?
    @Option(help: ArgumentHelp("Only those that died longer ago.", valueName: "duration")) var olderThan: String?
    @Option(help: ArgumentHelp("Only those that died since.", valueName: "duration")) var newerThan: String?

    func validate() throws {
        for (flag, text) in [("--older-than", olderThan), ("--newer-than", newerThan)] {
            guard let text, Duration(parsing: text) == nil else { continue }
            throw ValidationError("`\(flag) \(text)` is not a duration such as 2h or 1d.")
        }
    }

    /// As the API takes them.
    var parameters: [String: String] {
        [
            "subscription": subscription, "reason": reason, "code": code, "pipeline": pipeline, "jobType": jobType,
            "creatorId": creator, "jobId": job, "fingerprint": fingerprint, "text": text, "olderThan": olderThan,
            "newerThan": newerThan,
        ].compactMapValues { $0 }
    }
}
