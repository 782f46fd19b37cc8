"""Dies at each named durable write, starts again without the crash point, drains and judges."""

from __future__ import annotations

import signal
import subprocess
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import project
import report
from bench import Bench, Failed
from client import Load
from crash_points import POINTS, Point
from server import Server

#: How long a point may take to be reached, seconds.
PATIENCE = 8.0
REQUESTS = 25


@dataclass
class Outcome:
    point: Point
    passage: int
    is_reached: bool
    bench: Bench
    failure: str | None = None

    @property
    def line(self) -> str:
        word = "reached" if self.is_reached else f"NOT REACHED{self._reason}"
        if self.failure:
            word += f"; FAILED: {self.failure}"
        return f"{self.point.name}:{self.passage}".ljust(24) + word

    @property
    def _reason(self) -> str:
        reason = self.point.optional.get(self.passage)
        return f" (optional: {reason})" if reason else ""

    @property
    def is_well(self) -> bool:
        return self.failure is None and (self.is_reached or self.passage in self.point.optional)


def run(
    binary: str, work: Path, seed: int, features: frozenset[str], only: str | None = None, at_once: int = 2
) -> bool:
    begin = time.monotonic()
    chosen = [point for point in POINTS if only in (None, point.name)]
    absent = [point.name for point in chosen if point.needs and point.needs not in features]
    cases = [(point, n) for point in chosen if point.name not in absent for n in point.passages]

    def one(case: tuple[Point, int]) -> Outcome:
        point, passage = case
        return _run(Bench(binary, work / f"{point.name}-{passage}", seed, features, clients=4), point, passage)

    with ThreadPoolExecutor(at_once) as pool:
        outcomes = list(pool.map(one, cases))
    for outcome in outcomes:
        print(outcome.line)
    for name in absent:
        print(f"{name.ljust(24)}NOT REACHED: this binary does not know `{_point(name).needs}`")
    seconds = time.monotonic() - begin
    is_clean = report.print_table("points", seed, len(cases), [each.bench.result for each in outcomes], seconds)
    return is_clean and not absent and all(outcome.is_well for outcome in outcomes)


def _point(name: str) -> Point:
    return next(point for point in POINTS if point.name == name)


def _run(bench: Bench, point: Point, passage: int) -> Outcome:
    outcome = Outcome(point, passage, False, bench)
    try:
        _prepare(bench, point)
        outcome.is_reached = _die(bench, point, passage)
        bench.judge(is_drained=False)
        bench.drain(REQUESTS)
        bench.judge()
    except Failed as failure:
        outcome.failure = str(failure)
    except Exception:
        outcome.failure = traceback.format_exc()
    return outcome


def _prepare(bench: Bench, point: Point) -> None:
    if point.before is None:
        return
    if point.before == "age":
        return _grow_old(bench)
    with bench.start_ready() as server:
        assert server.address is not None
        load = Load(bench.clients, server.address, REQUESTS)
        if point.before == "letters":
            _submit_letters(bench, server)
            load.end()
            time.sleep(1)
            bench.stop(server)
        else:
            _submit_slow(bench, server)
            time.sleep(0.3)
            bench.kill(server)
            load.end()


def _die(bench: Bench, point: Point, passage: int) -> bool:
    """Whether the process died at its point; if it did not, it is asked to stop."""
    letters = _dead_letters(bench) if point.before == "letters" else []
    with bench.start(MILLRACE_CRASH_AT=f"{point.name}:{passage}") as server:
        deadline = time.monotonic() + PATIENCE
        if server.wait_ready(PATIENCE):
            _provoke(bench, point, server, letters, deadline)
        while server.status is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if server.status is None:
            bench.stop(server)
            return False
        if server.status != -signal.SIGKILL:
            raise Failed(f"the server ended with {server.status}:\n{server.words}")
        bench.killed()
        return True


def _provoke(bench: Bench, point: Point, server: Server, letters: list[str], deadline: float) -> None:
    assert server.address is not None
    load = Load(bench.clients, server.address, REQUESTS)
    if point.beside == "slow":
        _submit_slow(bench, server)
    elif point.beside in ("redrive", "discard"):
        with bench.visitor(server) as operator:
            for job_id in letters:
                operator.triage(point.beside, job_id)
    elif point.beside == "backup":
        _back_up(bench, server)
    elif point.beside == "cancel":
        _submit_and_cancel(bench, server, deadline)
    while server.status is None and not load.is_over and time.monotonic() < deadline:
        time.sleep(0.01)
    load.end()


def _submit_slow(bench: Bench, server: Server) -> None:
    """Jobs whose first attempt is still running when the process dies."""
    marks = bench.folder / "marks"
    marks.mkdir(exist_ok=True)
    assert server.address is not None
    with bench.visitor(server) as visitor:
        for number in range(4):
            mark = str(marks / f"{visitor.name}-{number}-{time.monotonic_ns()}")
            visitor.submit(visitor.request("torture.slow", {"seconds": 4, "mark": mark}))


def _submit_letters(bench: Bench, server: Server) -> None:
    with bench.visitor(server) as visitor:
        for _ in range(8):
            visitor.submit(visitor.request("torture.broken", {}))


def _submit_and_cancel(bench: Bench, server: Server, deadline: float) -> None:
    with bench.visitor(server) as visitor:
        while server.status is None and time.monotonic() < deadline:
            if job_id := visitor.submit(visitor.request("torture.quick", {})):
                visitor.cancel(job_id)


def _dead_letters(bench: Bench) -> list[str]:
    return [row["job"] for row in bench.dump()["deliveries"] if row["state"] == "dead"]


def _back_up(bench: Bench, server: Server) -> None:
    """The server makes the copy; that the command fails when the server dies is no fault."""
    command = [bench.setup.binary, "backup", str(bench.folder / "backup.db"), *bench.setup.place]
    subprocess.run(command, capture_output=True, env=bench.setup.environment, timeout=30, check=False)
    if server.status is not None and (bench.folder / "backup.db").exists():
        raise Failed("a copy that was cut short has the name of a whole one")


def _grow_old(bench: Bench) -> None:
    """More ended jobs than retention removes in one batch, all old enough."""
    with bench.start_ready() as server:
        assert server.address is not None
        Load(bench.clients, server.address, 4 * REQUESTS).join()
    bench.drain()
    time.sleep(1.1)
    (bench.setup.project / "millrace.yaml").write_text(project.SHORT_RETENTION)
