import JSONModel

/// The inbox as a page: all of it text, nothing from elsewhere, nothing that runs.
struct InboxPage {
    let items: [InboxItem]

    var html: String {
        let rows = items.isEmpty ? "<p>Nothing was caught yet.</p>" : items.map(Self.article).joined(separator: "\n")
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Inbox · millrace dev</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            article { border: 1px solid #8886; border-radius: 6px; padding: .5rem 1rem; margin: 1rem 0; }
            h2 { font-size: 1.1rem; margin: .25rem 0; }
            p { margin: .25rem 0; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; }
            </style>
            </head>
            <body>
            <h1>Inbox</h1>
            <p>Mails and webhooks that were caught instead of delivered, newest first.</p>
            <main>
            \(rows)
            </main>
            </body>
            </html>
            """
    }

    private static func article(_ item: InboxItem) -> String {
        let headers = item.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let html = item.html.map { details("HTML", $0) } ?? ""
        return """
            <article id="item-\(item.id)">
            <h2>\(HTMLText.of(item.subject.isEmpty ? "(no subject)" : item.subject))</h2>
            <p>\(HTMLText.of(item.kind.rawValue)) · <time>\(HTMLText.of(item.time))</time> · \(HTMLText.of(item.from)) → \
            \(HTMLText.of(item.to.joined(separator: ", ")))</p>
            <pre>\(HTMLText.of(item.text))</pre>
            \(details("Headers", headers))\(html)
            </article>
            """
    }

    private static func details(_ title: String, _ text: String) -> String {
        "<details><summary>\(title)</summary><pre>\(HTMLText.of(text))</pre></details>"
    }
}
