"""SIGTERM at random instants under load: the process ends by itself, gives attempts back, and loses nothing."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import report
from bench import Bench, Failed
from client import Load, Request
from server import Server

DRAIN = 1.0
#: A step that is asked to stop after the drain time has so long to obey, seconds.
GRACE = 5.0
RUNNING = (0, 1, 8)
WAYS = ("once", "twice", "killed")


def run(binary: str, work: Path, seed: int, features: frozenset[str], rounds: int) -> bool:
    """`rounds` stops, in turn with 0, 1 and 8 running steps, each once, twice, or with a SIGKILL during the drain."""
    begin = time.monotonic()
    bench = Bench(binary, work / "sigterm", seed, features, drain=f"{DRAIN:.0f}s")
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    for number in range(rounds):
        way = WAYS[number // len(RUNNING) % len(WAYS)]
        times[way].append(_round(bench, RUNNING[number % len(RUNNING)], way))
    bench.drain()
    bench.judge()
    for way, seconds in times.items():
        if seconds:
            print(f"SIGTERM {way}: {len(seconds)} stops, ended after at most {max(seconds):.2f} s")
    return report.print_table("sigterm", seed, rounds, [bench.result], time.monotonic() - begin)


def _round(bench: Bench, running: int, way: str) -> float:
    with bench.start_ready() as server:
        assert server.address is not None
        jobs = _run_slow(bench, server, running)
        load = Load(bench.clients, server.address, 40)
        time.sleep(bench.random.uniform(0, 0.5))
        seconds = {"once": _once, "twice": _twice, "killed": _killed}[way](bench, server)
        load.end()
    findings = bench.judge(is_drained=False)
    if findings:
        raise Failed(f"after SIGTERM {way} with {running} running steps: {findings[0].text}")
    if way == "once":
        _expect_given_back(bench, jobs)
    return seconds


def _run_slow(bench: Bench, server: Server, count: int) -> list[str]:
    """So many jobs whose step is running now and would for a long time."""
    marks = bench.folder / "marks"
    marks.mkdir(exist_ok=True)
    jobs: list[str] = []
    with bench.visitor(server) as visitor:
        wanted: list[Path] = []
        for _ in range(count):
            mark = marks / f"{time.monotonic_ns()}"
            request: Request = visitor.request("torture.slow", {"seconds": 60, "mark": str(mark)})
            job_id = visitor.submit(request)
            assert job_id is not None
            jobs.append(job_id)
            wanted.append(mark)
        deadline = time.monotonic() + 30
        while not all(mark.exists() for mark in wanted):
            if time.monotonic() > deadline:
                raise Failed("slow steps do not start")
            time.sleep(0.01)
    return jobs


def _once(bench: Bench, server: Server) -> float:
    seconds = bench.stop(server, within=60)
    if seconds > DRAIN + GRACE:
        raise Failed(f"SIGTERM: it took {seconds:.1f} s; {DRAIN + GRACE} were allowed")
    return seconds


def _twice(bench: Bench, server: Server) -> float:
    begin = time.monotonic()
    server.send(signal.SIGTERM)
    time.sleep(bench.random.uniform(0, 0.3))
    again = time.monotonic()
    server.send(signal.SIGTERM)
    if server.wait(10) is None:
        raise Failed(f"a second SIGTERM did not end the process within 10 s:\n{server.words}")
    if time.monotonic() - again > DRAIN / 2:
        raise Failed(f"a second SIGTERM took {time.monotonic() - again:.2f} s")
    bench.killed()
    return time.monotonic() - begin


def _killed(bench: Bench, server: Server) -> float:
    begin = time.monotonic()
    server.send(signal.SIGTERM)
    time.sleep(bench.random.uniform(0, DRAIN + 0.2))
    bench.kill(server)
    return time.monotonic() - begin


def _expect_given_back(bench: Bench, jobs: list[str]) -> None:
    """After an orderly stop no lock is held, and what was given back has cost its jobs nothing."""
    dump = bench.dump()
    for row in dump["deliveries"]:
        if row["state"] == "locked":
            raise Failed(f"job {row['job']} is still locked after the server ended")
        spent = sum(row.get(name) or 0 for name in ("spent", "failed", "timedOut", "lockLost", "deaths"))
        if row["job"] in jobs and (row["state"], row["number"], spent) != ("ready", 0, 0):
            raise Failed(f"job {row['job']} was not given back free of cost: {row}")
