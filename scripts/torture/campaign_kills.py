"""kill -9 at random instants: under load, during start-up, during shut-down."""

from __future__ import annotations

import signal
import time

from bench import Bench
from client import Load

#: The latest instant of a kill after the server is ready, as T1 of the reliability plan has it.
LONGEST = 0.8


def run(bench: Bench, kills: int, requests: int, check_every: int, longest: float = LONGEST) -> None:
    """All kills, then the quiet drain and the verdict."""
    for number in range(1, kills + 1):
        dice = bench.random.random()
        if dice < 0.12:
            _during_start(bench)
        else:
            _under_load(bench, requests, longest, stops_first=dice > 0.88)
        if check_every and number % check_every == 0 and bench.judge(is_drained=False):
            return
    bench.drain(requests)
    bench.judge()


def _during_start(bench: Bench) -> None:
    with bench.start() as server:
        server.wait_ready(bench.random.uniform(0, 0.12))
        bench.kill(server)


def _under_load(bench: Bench, requests: int, longest: float, stops_first: bool) -> None:
    with bench.start_ready() as server:
        assert server.address is not None
        load = Load(bench.clients, server.address, requests)
        time.sleep(bench.random.uniform(0, longest))
        if stops_first:
            server.send(signal.SIGTERM)
            time.sleep(bench.random.uniform(0, 0.1))
        bench.kill(server)
        load.end()
