import Foundation
import JSONModel

/// A job for a person: what became of it, its error first, then its steps, result and events.
struct JobReport {
    let job: JSONValue
    var events: [JSONValue] = []

    func print() {
        for line in lines { Console.data(line) }
    }

    private func text(_ key: String) -> String { job[key]?.stringValue ?? "" }

    private var lines: [String] {
        var lines = ["job       \(text("id"))", "status    \(paintedStatus)", "pipeline  \(text("pipeline"))"]
        if let error = job["error"], !error.isNull {
            let step = error["step"]?.stringValue.map { " in step `\($0)`" } ?? ""
            lines.append("error     \(error["code"]?.stringValue ?? "")\(step): \(error["message"]?.stringValue ?? "")")
        }
        for step in job["steps"]?.arrayValue ?? [] {
            let seconds = String(format: "%.2f s", step["seconds"]?.doubleValue ?? 0)
            lines.append("step      \(step["id"]?.stringValue ?? "")  \(step["status"]?.stringValue ?? "")  \(seconds)")
        }
        if let result = job["result"], !result.isNull { lines.append("result    \(result.text(pretty: true))") }
        for event in events {
            lines.append("event     \(event["time"]?.stringValue ?? "")  \(event["type"]?.stringValue ?? "")")
        }
        return lines
    }

    private var paintedStatus: String {
        let style = Style.standardOutput
        return switch text("status") {
        case "completed": style.paint("completed", .green)
        case "failed", "timeout": style.paint(text("status"), .red)
        case let status: style.paint(status, .yellow)
        }
    }
}
