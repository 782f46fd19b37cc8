"""`millrace serve` as a process of its own: started, killed, asked to stop."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

ADDRESS = re.compile(r"listens on http://([^:/\s]+):(\d+)")


@dataclass(frozen=True)
class Setup:
    """What every start of the server has in common."""

    binary: str
    project: Path
    store: Path
    drain: str = "2s"
    variables: dict[str, str] = field(default_factory=dict)

    def with_variables(self, **variables: str) -> Setup:
        return Setup(self.binary, self.project, self.store, self.drain, {**self.variables, **variables})

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "HOME") if name in os.environ}
        return {**kept, "SWIFT_BACKTRACE": "enable=no", **self.variables}

    @property
    def place(self) -> list[str]:
        return ["--project", str(self.project), "--store", f"sqlite:{self.store}"]


class Server:
    """One process; it is killed when the `with` block ends."""

    def __init__(self, setup: Setup) -> None:
        self.started = time.monotonic()
        self.ready_after: float | None = None
        self.address: tuple[str, int] | None = None
        self.lines: deque[str] = deque(maxlen=200)
        self._heard = threading.Event()
        self._process = subprocess.Popen(
            [setup.binary, "serve", "--listen", "127.0.0.1:0", "--drain", setup.drain, *setup.place],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env=setup.environment, cwd=setup.project,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.lines.append(line.rstrip())
            if self.address is None and (match := ADDRESS.search(line)):
                self.address = (match[1], int(match[2]))
                self.ready_after = time.monotonic() - self.started
                self._heard.set()
        self._heard.set()

    def wait_ready(self, timeout: float = 60) -> bool:
        """False if it ended, or took too long."""
        self._heard.wait(timeout)
        return self.address is not None

    @property
    def status(self) -> int | None:
        """As subprocess says it: negative for a signal; None while it runs."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        if self.status is None:
            self._process.send_signal(number)

    def wait(self, timeout: float) -> int | None:
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        self._process.wait()
        self._reader.join(timeout=5)

    @property
    def words(self) -> str:
        return "\n".join(self.lines)
