"""The program under demonstration: `millrace dev` with a store of its own, and its API."""
import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request


class Millrace:
    def __init__(self, binary, folder, allowed_folders):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.binary = os.path.abspath(binary)
        self.environment = {
            **os.environ,
            "MILLRACE_STORE": f"sqlite:{folder}/millrace.db",
            "MILLRACE_ALLOWED_NETWORKS": "127.0.0.0/8",
            "MILLRACE_ALLOWED_FOLDERS": allowed_folders,
        }
        self.process = subprocess.Popen(
            [self.binary, "dev", "--listen", "127.0.0.1:0"], env=self.environment, stderr=subprocess.PIPE, text=True)
        self.inbox = self._announced(r"caught: (http://\S+)")
        self.address = self._announced(r"listens on (http://\S+)")
        # From now on its notes are shown as they come.
        self.environment["MILLRACE_SERVER"] = self.address

    def _announced(self, pattern):
        for line in self.process.stderr:
            found = re.search(pattern, line)
            if found:
                return found[1]
        raise SystemExit(f"millrace dev ended with {self.process.wait()}")

    def command(self, *words):
        done = subprocess.run([self.binary, *words], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"millrace {' '.join(words)}: {done.stderr}")
        return done.stdout

    def call(self, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, method=method)
        if body is not None:
            request.add_header("content-type", "application/json")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path}: {error.code} {error.read().decode()}")

    def caught(self):
        with urllib.request.urlopen(self.inbox + "messages", timeout=10) as answer:
            return json.load(answer)["messages"]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
