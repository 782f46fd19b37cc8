"""Receives webhooks; tells for each secret whether standardwebhooks verifies the delivery, and how cloudevents reads it."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.formats.json import JSONFormat
from standardwebhooks import Webhook, WebhookVerificationError

secrets = sys.argv[1:]


def is_verified(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def described(event):
    return {
        "id": event.get_id(),
        "type": event.get_type(),
        "source": event.get_source(),
        "subject": event.get_subject(),
        "time": event.get_time().isoformat() if event.get_time() else None,
        "sequence": event.get_extension("sequence"),
        "data": event.get_data(),
    }


def events(headers, body):
    kind = headers.get("content-type", "")
    if kind.startswith("application/cloudevents-batch+json"):
        return [described(JSONFormat().read(None, json.dumps(each))) for each in json.loads(body)]
    if kind.startswith("application/cloudevents"):
        return [described(from_http_event(HTTPMessage(headers=headers, body=body)))]
    return []


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            seen = events(headers, body)
        except Exception as error:
            seen = [{"error": repr(error)}]
        report = {
            "verified": [is_verified(secret, body, headers) for secret in secrets],
            "headers": headers,
            "events": seen,
        }
        print(json.dumps(report), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
