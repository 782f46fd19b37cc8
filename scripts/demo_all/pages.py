"""A small web site on loopback: what the demonstration's jobs read."""
import http.server
import threading

PAGES = {
    "/post.txt": ("text/plain; charset=utf-8", "A week by the sea. Sand everywhere, and we loved every day of it."),
    "/feed.xml": (
        "application/rss+xml",
        "<rss><channel><title>Sea news</title><item><title>Morning swims are back</title></item>"
        "<item><title>Why everybody films the sunrise</title></item></channel></rss>",
    ),
    "/blog": ("text/html", "<h1>Blog</h1><p>Short videos of the sunrise are what people watch now.</p>"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        kind, text = PAGES.get(self.path, (None, None))
        body = (text or "not here").encode()
        self.send_response(200 if text else 404)
        self.send_header("content-type", kind or "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def start():
    """Serves until the process ends; returns the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"
