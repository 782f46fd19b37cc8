import Foundation
import JSONModel

/// A job for a person: what became of it, its error first, then its steps, result and events.
struct JobReport {
    let job: JSONValue
    var events: [JSONValue] = []

    func print() {
        for line in lines { Console.data(line) }
    }

    private var lines: [String] {
        var lines = ["job       \(job.cell("id"))", "status    \(paintedStatus)", "pipeline  \(job.cell("pipeline"))"]
        if let error = job["error"], !error.isNull { lines.append("error     \(error.errorLine)") }
        for step in job["steps"]?.arrayValue ?? [] {
            let seconds = String(format: "%.2f s", step["seconds"]?.doubleValue ?? 0)
            lines.append("step      \(step.cell("id"))  \(step.cell("status"))  \(seconds)")
        }
        if let cost = job["cost"], !cost.isNull { lines.append("cost      \(cost.costLine)") }
        if let result = job["result"], !result.isNull { lines.append("result    \(result.text(pretty: true))") }
        for event in events {
            lines.append("event     \(event.cell("time"))  \(event.cell("type"))")
        }
        return lines
    }

    private var paintedStatus: String {
        let style = Style.standardOutput
        let status = job.cell("status")
        return switch status {
        case "completed": style.paint(status, .green)
        case "failed", "timeout": style.paint(status, .red)
        default: style.paint(status, .yellow)
        }
    }
}
