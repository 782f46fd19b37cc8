"""What Azure SignalR Service checks of a message, with PyJWT. Prints its port, then each request it took as JSON."""
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

key = sys.argv[1]


def end_with_parent():
    # Other children may hold the other end of standard input, so that its end alone would not do.
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path, _, query = self.path.partition("?")
        address = f"http://127.0.0.1:{self.server.server_port}{path}"
        try:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            # PyJWT checks signature, expiry and audience, and fails without them.
            claims = jwt.decode(
                token, key, algorithms=["HS256"], audience=address, options={"require": ["exp", "aud"]})
            message = json.loads(body)
            assert isinstance(message["target"], str) and isinstance(message["arguments"], list)
            assert query == "api-version=2022-06-01" and self.headers["Content-Type"] == "application/json"
            status, problem = 202, None
        except Exception as error:
            claims, message, status, problem = None, None, 401, repr(error)
        print(json.dumps({"path": path, "message": message, "claims": claims, "problem": problem}), flush=True)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=end_with_parent, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
