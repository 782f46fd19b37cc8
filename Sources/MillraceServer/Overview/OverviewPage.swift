import Broker
import JSONModel

/// ``Overview`` as a page: readable without scripts, nothing from elsewhere, all of it text.
struct OverviewPage {
    let overview: Overview

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Millrace</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
        td.number, th.number { text-align: right; }
        h2 { font-size: 1.1rem; margin-top: 2rem; }
        </style>
        </head>
        <body>
        <h1>Millrace</h1>
        <main>
        \(jobs)
        \(subscriptions)
        \(costs(.model, "What today did cost, by model"))
        \(costs(.pipeline, "By pipeline"))
        \(costs(.creator, "By creator"))
        </main>
        </body>
        </html>
        """
    }

    private var jobs: String {
        let rows = overview.jobs.map { job in
            [
                .link(job.id, "/v1/jobs/\(job.id)"), .text(job.status.rawValue), .text(job.jobType),
                .text(job.creatorID ?? ""), .text(job.failure.map { "\($0.code): \($0.message)" } ?? ""),
                .text(job.createdAt.text),
            ] as [Cell]
        }
        return table("Latest jobs", ["Job", "Status", "Type", "Creator", "Last failure", "Created"], rows)
    }

    private var subscriptions: String {
        let rows = overview.counts.map { count in
            [.text(count.subscription)]
                + [count.ready, count.waiting, count.scheduled, count.locked, count.completed, count.dead]
                .map { Cell.number("\($0)") }
        }
        return table(
            "Subscriptions", ["Subscription", "Ready", "Waiting", "Scheduled", "Locked", "Completed", "Dead"], rows)
    }

    private func costs(_ grouping: CostQuery.Grouping, _ title: String) -> String {
        let rows = (overview.costs[grouping] ?? []).map { line in
            [.text(line.key.isEmpty ? "(nobody)" : line.key)]
                + [
                    line.spent.description, line.reserved.description, line.saved.description, "\(line.calls)",
                    "\(line.hits)",
                ]
                .map { Cell.number($0) }
        }
        return table(
            title,
            [
                grouping.rawValue.prefix(1).uppercased() + grouping.rawValue.dropFirst(), "Spent", "Reserved", "Saved",
                "Calls", "Cache hits",
            ], rows)
    }

    private enum Cell {
        case text(String)
        case number(String)
        case link(String, String)

        var html: String {
            switch self {
            case .text(let text): "<td>\(HTMLText.of(text))</td>"
            case .number(let text): "<td class=\"number\">\(HTMLText.of(text))</td>"
            case .link(let text, let path): "<td><a href=\"\(HTMLText.of(path))\">\(HTMLText.of(text))</a></td>"
            }
        }
    }

    private func table(_ title: String, _ heads: [String], _ rows: [[Cell]]) -> String {
        guard !rows.isEmpty else { return "<h2>\(title)</h2>\n<p>Nothing yet.</p>" }
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { "<tr>" + $0.map(\.html).joined() + "</tr>" }.joined(separator: "\n")
        return "<h2>\(title)</h2>\n<table><thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)\n</tbody></table>"
    }
}
