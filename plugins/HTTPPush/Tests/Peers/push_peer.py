"""Receives pushes as docs/push.md shows it: verifies with the current key, then with the next."""

import base64
import hashlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

current_key, next_key = sys.argv[1:3]


def verify(token, body, url):
    for name, key in (("current", current_key), ("next", next_key)):
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                issuer="Millrace",
                leeway=10,
                options={"require": ["iss", "sub", "exp", "nbf", "iat", "jti", "body"]},
            )
        except jwt.InvalidSignatureError:
            continue
        digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
        if claims["sub"] != url or claims["body"].rstrip("=") != digest:
            raise jwt.InvalidTokenError("another URL or another body")
        return name, claims
    raise jwt.InvalidSignatureError("neither key")


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def receive(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        url = f"http://127.0.0.1:{server.server_port}{self.path}"
        report = {
            "method": self.command,
            "message": self.headers["Millrace-Message-Id"],
            "retried": self.headers["Millrace-Retried"],
        }
        try:
            report["key"], report["claims"] = verify(self.headers["Millrace-Signature"], body, url)
            status = 200
        except jwt.InvalidTokenError as error:
            report["error"] = type(error).__name__
            status = 401
        print(json.dumps(report), flush=True)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = receive

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
