"""Clients: threads that submit, repeat, read and cancel over keep-alive HTTP and note all of it in their ledgers."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from history import FINAL
from kinds import KINDS
from ledger import Ledger

Answer = tuple[int, dict[str, Any]]

WEIGHTS = {
    "torture.quick": 50, "torture.chain": 20, "torture.fan": 10, "torture.flaky": 4, "torture.doomed": 2,
    "torture.broken": 4, "torture.limited": 15, "torture.publisher": 10,
}
CREATORS = [None, "creator-1", "creator-2", "creator-3"]


class Unreached(Exception):
    """Nobody listens: nothing was sent."""


class Broken(Exception):
    """The connection broke after the request had begun: what became of it is unknown."""


@dataclass(frozen=True)
class Request:
    """A submission that may be repeated, word for word."""

    tag: str
    job_type: str
    creator: str | None
    key: str | None
    payload: dict[str, Any]
    message_id: str | None = None
    #: How long from now it may not begin, such as 300ms.
    not_before: str | None = None

    @property
    def facts(self) -> dict[str, Any]:
        return {"tag": self.tag, "jobType": self.job_type, "creator": self.creator, "key": self.key}

    @property
    def body(self) -> dict[str, Any]:
        body = {
            "jobType": self.job_type, "payload": self.payload, "creatorId": self.creator,
            "messageId": self.message_id, "notBefore": self.not_before,
        }
        return {name: value for name, value in body.items() if value is not None}

    @property
    def is_repeatable(self) -> bool:
        """Whether the server must know it again."""
        return self.key is not None or self.message_id is not None


class Client:
    """One user of the server; lives over all of the server's deaths."""

    def __init__(self, ledgers: Path, name: str, seed: int, features: frozenset[str]) -> None:
        self.name = name
        self.ledger = Ledger(ledgers, name)
        self._random = Random(f"{seed}-{name}")
        self._features = features
        self._types = [name for name in WEIGHTS if KINDS[name].needs is None or KINDS[name].needs in features]
        self._weights = [WEIGHTS[job_type] for job_type in self._types]
        self._count = 0
        self._jobs: list[str] = []
        #: Jobs that are bound to become dead letters.
        self._letters: list[str] = []
        #: Repeatable submissions whose outcome is unknown, or that are to be sent once more all the same.
        self._again: list[Request] = []
        self._connection: http.client.HTTPConnection | None = None

    def work(self, address: tuple[str, int], requests: int, stop: threading.Event) -> None:
        """So many requests, or until the server is gone."""
        self.connect(address)
        try:
            for _ in range(requests):
                if stop.is_set():
                    return
                self._one()
        except (Unreached, Broken):
            return
        finally:
            self.disconnect()

    def connect(self, address: tuple[str, int]) -> None:
        """To a server; the connection itself is made by the first request and kept for all others."""
        self._connection = http.client.HTTPConnection(*address, timeout=10)

    def disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _one(self) -> None:
        dice = self._random.random()
        if dice < 0.12 and self._again:
            self.submit(self._again.pop(0))
        elif dice < 0.24 and self._jobs:
            self._read(self._random.choice(self._jobs[-50:]))
        elif dice < 0.30 and self._jobs:
            self.cancel(self._random.choice(self._jobs[-4:]))
        elif dice < 0.33 and self._letters and "dlq" in self._features:
            verb = "redrive" if self._random.random() < 0.7 else "discard"
            self.triage(verb, self._random.choice(self._letters[-20:]))
        else:
            self.submit(self._new())

    def _new(self) -> Request:
        job_type = self._random.choices(self._types, self._weights)[0]
        failures = {"torture.flaky": self._random.randint(0, 2), "torture.doomed": 1_000_000}.get(job_type, 0)
        return self.request(job_type, {"failures": failures})

    def request(self, job_type: str, payload: dict[str, Any]) -> Request:
        self._count += 1
        tag = f"{self.name}-{self._count}"
        key = f"key-{tag}" if self._random.random() < 0.5 else None
        creator, dice = self._random.choice(CREATORS), self._random.random()
        if "dlq" not in self._features:
            return Request(tag, job_type, creator, key, {"tag": tag, **payload})
        message_id = f"message-{tag}" if key is None and dice < 0.4 else None
        not_before = f"{self._random.randint(20, 800)}ms" if dice > 0.9 else None
        return Request(tag, job_type, creator, key, {"tag": tag, **payload}, message_id, not_before)

    def submit(self, request: Request) -> str | None:
        """Notes what was asked before it is sent, and the answer as soon as it is there."""
        headers = {"Idempotency-Key": request.key} if request.key else {}
        self.ledger.note("submit", "invoke", **request.facts)
        try:
            status, answer = self._call("POST", "/v1/jobs", request.body, headers)
        except Unreached:
            self.ledger.note("submit", "fail", **request.facts)
            raise
        except Broken:
            self.ledger.note("submit", "info", **request.facts)
            if request.is_repeatable:
                self._again.append(request)
            raise
        # An error of the server's own says nothing about what is stored.
        phase = "ok" if status in (200, 202) else "fail" if status < 500 else "info"
        job_id = answer.get("id") if phase == "ok" else None
        self.ledger.note("submit", phase, **request.facts, jobId=job_id, status=answer.get("status"), http=status)
        if job_id and job_id not in self._jobs:
            self._jobs.append(job_id)
            if any(taker.dies for taker in KINDS[request.job_type].takers):
                self._letters.append(job_id)
        if request.is_repeatable and (phase == "info" or self._random.random() < 0.1):
            self._again.append(request)
        return job_id

    def cancel(self, job_id: str) -> None:
        self._about("cancel", job_id, "DELETE", f"/v1/jobs/{job_id}")

    def triage(self, verb: str, job_id: str) -> None:
        """Redrives or discards a job's dead letters, if it has any."""
        status, preview = self._call("GET", f"/v1/dead-letters/preview?jobId={job_id}")
        letters = preview.get("letters")
        if status != 200 or not letters:
            return
        with self._noting(verb, job_id) as outcome:
            status, answer = self._call("POST", f"/v1/dead-letters/{verb}", {"letters": letters})
            done = {"redrive": "redriven", "discard": "discarded"}[verb]
            outcome["phase"] = "info" if status >= 500 else "ok" if answer.get(done) else "fail"
            outcome["http"] = status

    @contextmanager
    def _noting(self, op: str, job_id: str) -> Iterator[dict[str, Any]]:
        """The invocation before, the outcome after; `info` when the connection broke in between."""
        outcome: dict[str, Any] = {"phase": "info"}
        self.ledger.note(op, "invoke", jobId=job_id)
        try:
            yield outcome
        except Unreached:
            outcome["phase"] = "fail"
            raise
        finally:
            self.ledger.note(op, jobId=job_id, **outcome)

    def _read(self, job_id: str) -> None:
        if self._random.random() < 0.5:
            self._about("read", job_id, "GET", f"/v1/jobs/{job_id}")
        else:
            self._about("events", job_id, "GET", f"/v1/jobs/{job_id}/events")

    def _about(self, op: str, job_id: str, method: str, path: str) -> None:
        with self._noting(op, job_id) as outcome:
            status, answer = self._call(method, path)
            outcome["phase"] = "ok" if status == 200 else "fail" if status < 500 else "info"
            outcome["http"] = status
            outcome["seen"] = [[event["sequence"], event["type"]] for event in answer.get("events", [])] or None
            if status == 200 and answer.get("status") in FINAL:
                outcome["status"] = answer["status"]

    def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        connection = self._connection
        assert connection is not None
        if connection.sock is None:
            try:
                connection.connect()
            except OSError as error:
                raise Unreached from error
        text = json.dumps(body) if body is not None else None
        try:
            connection.request(method, path, text, {"Content-Type": "application/json", **(headers or {})})
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Broken from error
        try:
            answer = json.loads(data)
        except ValueError:
            answer = {}
        return response.status, answer if isinstance(answer, dict) else {}


class Load:
    """All clients at work, each on its own thread, until they are done or the server is gone."""

    def __init__(self, clients: list[Client], address: tuple[str, int], requests: int) -> None:
        self._stop = threading.Event()
        self._errors: list[BaseException] = []
        self._threads = [
            threading.Thread(target=self._work, args=(client, address, requests), daemon=True) for client in clients
        ]
        for thread in self._threads:
            thread.start()

    def _work(self, client: Client, address: tuple[str, int], requests: int) -> None:
        try:
            client.work(address, requests, self._stop)
        except Exception as error:
            self._errors.append(error)

    def join(self) -> None:
        """Waits until the clients have done all they had to."""
        for thread in self._threads:
            thread.join()
        if self._errors:
            raise self._errors[0]

    def end(self) -> None:
        """Lets no client begin anything more, and waits for what they have begun."""
        self._stop.set()
        self.join()

    @property
    def is_over(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)
