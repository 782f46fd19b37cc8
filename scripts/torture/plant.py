#!/usr/bin/env python3
"""Checks the judge on a real store: plants one fault at a time in a copy of its dump and asks for the verdict.

    plant.py FOLDER        a folder kept by torture.py: FOLDER/ledgers, FOLDER/store/millrace.db

Exit 1: a fault went unseen, or the store was not clean to begin with.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from pathlib import Path

import checker
import dump as dumper
import ledger
from history import History, gather

Fault = Callable[[dumper.Dump], None]


def _completed(dump: dumper.Dump, job_type: str = "torture.quick") -> dumper.Dump:
    return next(job for job in dump["jobs"] if job["jobType"] == job_type and job["status"] == "completed")


def _rows(dump: dumper.Dump, table: str, job: dumper.Dump) -> list[dumper.Dump]:
    return [row for row in dump[table] if row["job"] == job["id"]]


def lose_a_job(dump: dumper.Dump) -> None:
    job = _completed(dump)
    dump["jobs"].remove(job)
    for table in ("deliveries", "steps", "events", "records", "messages"):
        dump[table] = [row for row in dump[table] if row["job"] != job["id"]]


def add_a_ghost(dump: dumper.Dump) -> None:
    dump["jobs"].append({**_completed(dump), "id": "ghost", "key": None, "payload": {"tag": "ghost"}})


def store_a_submission_twice(dump: dumper.Dump) -> None:
    dump["jobs"].append({**_completed(dump), "id": "twin"})


def repeat_the_final_event(dump: dumper.Dump) -> None:
    event = _rows(dump, "events", _completed(dump))[-1]
    dump["events"].append({**event, "sequence": dump["events"][-1]["sequence"] + 1})


def drop_the_final_event(dump: dumper.Dump) -> None:
    dump["events"].remove(_rows(dump, "events", _completed(dump))[-1])


def drop_a_record(dump: dumper.Dump) -> None:
    dump["records"].remove(_rows(dump, "records", _completed(dump))[0])


def keep_a_record_without_its_step(dump: dumper.Dump) -> None:
    dump["steps"].remove(_rows(dump, "steps", _completed(dump))[0])


def emit_an_event_twice(dump: dumper.Dump) -> None:
    event = next(row for row in dump["events"] if row["type"] == "torture.announced")
    dump["events"].append({**event, "sequence": dump["events"][-1]["sequence"] + 1})


def open_a_job_again(dump: dumper.Dump) -> None:
    job = _completed(dump)
    job["status"] = "processing"
    _rows(dump, "deliveries", job)[0].update(state="locked", worker="w", lockedUntil=1)


def change_a_status(dump: dumper.Dump) -> None:
    _completed(dump)["status"] = "failed"


def cancel_unasked(dump: dumper.Dump) -> None:
    job = _completed(dump)
    job["status"] = "cancelled"
    _rows(dump, "deliveries", job)[0]["state"] = "cancelled"


def withhold_an_attempt(dump: dumper.Dump) -> None:
    row = next(row for row in dump["deliveries"] if row.get("reason") == "MaxDeliveryCountExceeded")
    name = "spent" if "spent" in row else "failed"
    row[name] -= 1


def break_a_tally(dump: dumper.Dump) -> None:
    if dump["tallies"] is None:
        dump["tallies"] = []
    dump["tallies"] = [{**row, "delivered": row["delivered"] + 1} for row in dump["tallies"]] or [
        {"subscription": "quick", "delivered": 1, "removed": 0}
    ]


def give_a_sequence_twice(dump: dumper.Dump) -> None:
    dump["events"][-1]["sequence"] = dump["events"][0]["sequence"]


FAULTS: tuple[tuple[Fault, str], ...] = (
    (lose_a_job, "lost"), (add_a_ghost, "ghost"), (store_a_submission_twice, "duplicated"),
    (repeat_the_final_event, "duplicated"), (emit_an_event_twice, "duplicated"), (drop_the_final_event, "broken"),
    (drop_a_record, "broken"), (keep_a_record_without_its_step, "broken"), (open_a_job_again, "stuck"),
    (change_a_status, "status"), (cancel_unasked, "ghost"), (withhold_an_attempt, "attempts"),
    (break_a_tally, "conservation"), (give_a_sequence_twice, "order"),
)


def main() -> int:
    if len(sys.argv) != 2:
        sys.exit("usage: plant.py FOLDER")
    folder = Path(sys.argv[1])
    history: History = gather(ledger.read(folder / "ledgers"))
    dump = dumper.dump(folder / "store" / "millrace.db")
    before = checker.check(history, dump)
    unseen = [fault.__name__ for fault, word in FAULTS if not _is_seen(history, dump, fault, word)]
    print(f"{len(FAULTS) - len(unseen)} of {len(FAULTS)} planted faults seen; before: {len(before)} findings")
    return 1 if unseen or before else 0


def _is_seen(history: History, dump: dumper.Dump, fault: Fault, word: str) -> bool:
    bent = copy.deepcopy(dump)
    fault(bent)
    found = checker.counts(checker.check(history, bent))
    print(f"{fault.__name__.replace('_', ' '):34} {'seen' if found[word] else 'UNSEEN':7} {dict(found)}")
    return found[word] > 0


if __name__ == "__main__":
    sys.exit(main())
