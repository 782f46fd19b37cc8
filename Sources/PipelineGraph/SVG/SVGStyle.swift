/// The colours of a picture, by day and by night. Each text has a contrast of at least 4.5 to what it stands on.
enum SVGStyle {
    private struct Palette {
        let paper, box, frame, ink, soft, next, data, failure: String
        /// For steps, topics, subscriptions, pipelines, schedules.
        let marks: [String]
    }

    private static let kinds = ["step", "topic", "subscription", "pipeline", "schedule"]

    private static let light = Palette(
        paper: "#ffffff", box: "#f7f8fa", frame: "#cbd2dc", ink: "#1b2430", soft: "#566173", next: "#7b8798",
        data: "#2f6fd0", failure: "#b3261e",
        marks: ["#2f5fc4", "#0b7a75", "#a35200", "#7a3fc0", "#b3265e"])

    private static let dark = Palette(
        paper: "#0f141b", box: "#19212c", frame: "#3a4656", ink: "#e8edf4", soft: "#a3b0c2", next: "#8593a6",
        data: "#7fb0ff", failure: "#ff8f85",
        marks: ["#8fb3ff", "#4fd1c5", "#f0b060", "#c9a2ff", "#ff92bd"])

    static let text = """
        <style>
        .millrace text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
        .millrace .title { font-size: 16px; font-weight: 600 }
        .millrace .summary, .millrace .detail { font-size: 12px }
        .millrace .name { font-size: 14px; font-weight: 600 }
        .millrace .caption { font-size: 11px }
        .millrace .label { font-size: 11.5px }
        .millrace .middle { text-anchor: middle }
        .millrace .box { stroke-width: 1 }
        .millrace .conditional .box { stroke-dasharray: 5 4 }
        .millrace .next, .millrace .data, .millrace .failure { fill: none }
        .millrace .next { stroke-width: 1.8 }
        .millrace .data { stroke-width: 1.2 }
        .millrace .failure { stroke-width: 1.2; stroke-dasharray: 5 4 }
        \(rules(light))
        @media (prefers-color-scheme: dark) {
        \(rules(dark))
        }
        </style>
        """

    static let arrows =
        "<defs>"
        + ["next", "data", "failure"].map { kind in
            """
            <marker id="\(kind)-arrow" class="\(kind)-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" \
            markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 Z"/></marker>
            """
        }.joined() + "</defs>"

    private static func rules(_ palette: Palette) -> String {
        let marks = zip(kinds, palette.marks).map { kind, colour in
            ".millrace .\(kind) .mark, .millrace .\(kind) .caption { fill: \(colour) }"
        }
        return
            ([
                ".millrace .paper, .millrace .gap { fill: \(palette.paper) }",
                ".millrace .box { fill: \(palette.box); stroke: \(palette.frame) }",
                ".millrace .title, .millrace .name { fill: \(palette.ink) }",
                ".millrace .summary, .millrace .detail, .millrace .label { fill: \(palette.soft) }",
                ".millrace .next { stroke: \(palette.next) }", ".millrace .next-arrow { fill: \(palette.next) }",
                ".millrace .data { stroke: \(palette.data) }", ".millrace .data-arrow { fill: \(palette.data) }",
                ".millrace .failure { stroke: \(palette.failure) }",
                ".millrace .failure-arrow { fill: \(palette.failure) }",
            ] + marks).joined(separator: "\n")
    }
}
