#!/usr/bin/env python3
"""Runs the real binary, kills it, starts it again, and lets an independent checker judge what is left.

    torture.py --binary PATH --kills 200            kill -9 at random instants under load
    torture.py --binary PATH --crash-points         die at each named durable write (MILLRACE_CRASH_AT)
    torture.py --binary PATH --sigterm 60           SIGTERM at random instants under load
    torture.py --binary PATH --backups 20           backups under load

The seed decides instants and work; the verdict never depends on time. Exit 1: something forbidden was found.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import campaign_backup
import campaign_kills
import campaign_points
import campaign_sigterm
import project
import report
from bench import Bench, Failed


#: So many kills must have met every rare thing.
ENOUGH = 50


def main() -> int:
    options = _options()
    seed = options.seed if options.seed is not None else int(time.time())
    work = Path(tempfile.mkdtemp(prefix="millrace-torture-", dir=options.folder))
    binary = str(Path(options.binary).resolve())
    features = project.features(binary, work / "probe")
    print(f"seed {seed}; this binary knows: {', '.join(sorted(features)) or 'the base alone'}", flush=True)
    is_clean = True
    try:
        if options.kills:
            is_clean &= _kills(options, binary, work, seed, features)
        if options.crash_points:
            is_clean &= campaign_points.run(binary, work, seed, features, options.only, options.jobs)
        if options.sigterm:
            is_clean &= campaign_sigterm.run(binary, work, seed, features, options.sigterm)
        if options.backups:
            is_clean &= campaign_backup.run(binary, work, seed, features, options.backups)
    except Failed as failure:
        print(f"FAILED: {failure}")
        is_clean = False
    if is_clean and not options.keep:
        shutil.rmtree(work)
    else:
        print(f"kept: {work}")
    return 0 if is_clean else 1


def _kills(options: argparse.Namespace, binary: str, work: Path, seed: int, features: frozenset[str]) -> bool:
    begin = time.monotonic()
    bench = Bench(binary, work / "kills", seed, features, options.clients)
    try:
        campaign_kills.run(bench, options.kills, options.requests, options.check_every, options.seconds_per_cycle)
    finally:
        seconds = time.monotonic() - begin
        is_clean = report.print_table("kills", seed, options.kills, [bench.result], seconds)
    print("met: " + ", ".join(f"{name} {count}" for name, count in bench.result.rare.items()))
    if options.kills >= ENOUGH and bench.result.never:
        print(f"FAILED: never met in {options.kills} kills: {', '.join(bench.result.never)}")
        return False
    return is_clean


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill the server and judge what is left.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--kills", type=int, default=0, help="how many kills at random instants")
    parser.add_argument("--crash-points", action="store_true", help="die at each named durable write")
    parser.add_argument("--only", help="this crash point alone")
    parser.add_argument("--jobs", type=int, default=2, help="crash points at once; default 2")
    parser.add_argument("--sigterm", type=int, default=0, help="how many SIGTERMs at random instants")
    parser.add_argument("--backups", type=int, default=0, help="how many backups under load")
    parser.add_argument("--seed", type=int, help="default: the time")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--requests", type=int, default=40, help="of each client between two kills; default 40")
    parser.add_argument(
        "--seconds-per-cycle", type=float, default=campaign_kills.LONGEST,
        help="the latest instant of a kill after the server listens; default 0.8")
    parser.add_argument(
        "--check-every", type=int, default=25, help="judge also after so many kills; 0: only at the end")
    parser.add_argument("--folder", help="where stores and ledgers go; default: the temporary folder")
    parser.add_argument("--keep", action="store_true", help="keep them also when all is well")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
