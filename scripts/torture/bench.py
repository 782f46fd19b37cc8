"""One store under torture: its clients, its starts and stops, the final drain and the verdict."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType

import checker
import dump as dumper
import ledger
import project
import sometimes
from client import WEIGHTS, Broken, Client, Load, Unreached
from history import gather
from server import Server, Setup
from store import Finding


class Failed(Exception):
    """The server did not do what it must, whatever the store holds."""


@dataclass
class Result:
    """What one store's torture came to."""

    kills: int = 0
    acked: int = 0
    unknown: int = 0
    findings: list[Finding] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    jobs: int = 0
    #: Rare things it has met, and those it should have met and has not.
    rare: Counter[str] = field(default_factory=Counter)
    never: list[str] = field(default_factory=list)


class Bench:
    """A folder with a project, a store and ledgers. The ledgers lie outside the store's folder."""

    def __init__(
        self, binary: str, folder: Path, seed: int, features: frozenset[str], clients: int = 8, drain: str = "2s"
    ) -> None:
        self.folder = folder
        self.ledgers = folder / "ledgers"
        self.features = features
        self.random = Random(seed)
        project.write(folder / "project", features)
        self.setup = Setup(binary, folder / "project", folder / "store" / "millrace.db", drain)
        self._seed, self._visits = seed, 0
        self.clients = [Client(self.ledgers, f"client-{number}", seed, features) for number in range(clients)]
        self.result = Result()
        self._was_killed = False

    def start(self, **variables: str) -> Server:
        return Server(self.setup.with_variables(**variables))

    def start_ready(self, **variables: str) -> Server:
        """A server that listens; the seconds from its start, if the one before was killed, are a recovery."""
        server = self.start(**variables)
        if not server.wait_ready():
            server.kill()
            raise Failed(f"the server does not start (status {server.status}):\n{server.words}")
        if self._was_killed and server.ready_after is not None:
            self.result.recoveries.append(server.ready_after)
        self._was_killed = False
        return server

    def killed(self) -> None:
        self.result.kills += 1
        self._was_killed = True

    def kill(self, server: Server) -> None:
        server.kill()
        self.killed()

    def stop(self, server: Server, within: float = 20) -> float:
        """SIGTERM; the server must end by itself with 0. Returns the seconds it took."""
        begin = time.monotonic()
        server.send(signal.SIGTERM)
        status = server.wait(within)
        if status != 0:
            raise Failed(f"SIGTERM: status {status} after {time.monotonic() - begin:.1f} s:\n{server.words}")
        return time.monotonic() - begin

    def drain(self, requests: int = 0, timeout: float = 120) -> None:
        """A last load, if wanted; then quiet: waits until nothing is under way, but not for ever.

        A start lets all waiting deliveries ask anew: only a load in the process that drains can leave one forgotten.
        """
        with self._without_schedules(), self.start_ready() as server:
            assert server.address is not None
            Load(self.clients, server.address, requests).join()
            deadline = time.monotonic() + timeout
            while self._is_busy(server) and time.monotonic() < deadline:
                time.sleep(0.05)
            self.stop(server)

    @contextlib.contextmanager
    def _without_schedules(self) -> Iterator[None]:
        """A clock that goes on making jobs would leave one waiting at any stop."""
        schedules = self.setup.project / "pipelines" / "schedules.yaml"
        aside = schedules.with_suffix(".off")
        if not schedules.exists():
            yield
            return
        schedules.rename(aside)
        try:
            yield
        finally:
            aside.rename(schedules)

    def _is_busy(self, server: Server) -> bool:
        assert server.address is not None
        connection = http.client.HTTPConnection(*server.address, timeout=30)
        try:
            return any(self._has(connection, status) for status in ("processing", "pending", "retrying"))
        finally:
            connection.close()

    def _has(self, connection: http.client.HTTPConnection, status: str) -> bool:
        connection.request("GET", f"/v1/jobs?status={status}&limit=1")
        return bool(json.loads(connection.getresponse().read()).get("jobs"))

    def visitor(self, server: Server) -> Visit:
        """A client that does one thing after another in the caller's thread."""
        self._visits += 1
        return Visit(Client(self.ledgers, f"visitor-{self._visits}", self._seed, self.features), server)

    def dump(self) -> dumper.Dump:
        """Of a store no process has open."""
        result = dumper.dump(self.setup.store)
        result["expectsReactions"] = "events" in self.features
        return result

    def judge(self, is_drained: bool = True) -> list[Finding]:
        dump = self.dump()
        history = gather(ledger.read(self.ledgers))
        findings = checker.check(history, dump, is_drained)
        self.result.acked, self.result.unknown = history.acked, history.unknown
        self.result.findings += findings
        self.result.jobs = len(dump["jobs"])
        self.result.rare = sometimes.seen(history, dump, self.features)
        self.result.never = sometimes.never(history, dump, self.features, list(WEIGHTS))
        if findings:
            (self.folder / "dump.json").write_text(json.dumps(dump))
        return findings


class Visit:
    """The time a client is connected; a server that is gone ends it quietly, as it ends a load."""

    def __init__(self, client: Client, server: Server) -> None:
        assert server.address is not None
        self._client = client
        self._address = server.address

    def __enter__(self) -> Client:
        self._client.connect(self._address)
        return self._client

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._client.disconnect()
        return isinstance(error, (Unreached, Broken))
