"""`millrace backup` under load: each copy is a state that existed, with all that was acknowledged before it began."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import checker
import dump as dumper
import ledger
import report
from bench import Bench, Failed
from client import Load
from history import gather
from server import Server
from store import Finding


def run(binary: str, work: Path, seed: int, features: frozenset[str], copies: int) -> bool:
    begin = time.monotonic()
    bench = Bench(binary, work / "backups", seed, features)
    for number in range(copies):
        with bench.start_ready() as server:
            assert server.address is not None
            load = Load(bench.clients, server.address, 60)
            time.sleep(bench.random.uniform(0, 0.3))
            findings = _copy(bench, server, bench.folder / f"copy-{number}.db", load)
        bench.result.findings += findings
        bench.killed()
    bench.drain()
    bench.judge()
    return report.print_table("backups", seed, copies, [bench.result], time.monotonic() - begin)


def _copy(bench: Bench, server: Server, target: Path, load: Load) -> list[Finding]:
    before = gather(ledger.read(bench.ledgers))
    command = [bench.setup.binary, "backup", str(target), *bench.setup.place]
    answer = subprocess.run(command, capture_output=True, text=True, env=bench.setup.environment, check=False)
    if answer.returncode != 0:
        raise Failed(f"backup: status {answer.returncode}: {answer.stderr}")
    load.end()
    after = gather(ledger.read(bench.ledgers))
    copy = dumper.dump(target)
    copy["expectsReactions"] = "events" in bench.features
    target.unlink()
    # Nothing may be missing that was acknowledged before; nothing may be there that nobody has sent until now.
    missing = [finding for finding in checker.check(before, copy, is_drained=False) if finding.word == "lost"]
    return missing + [finding for finding in checker.check(after, copy, is_drained=False) if finding.word != "lost"]
