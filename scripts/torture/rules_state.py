"""Is the store's state a legal one: statuses, counts, locks, order, and, after the quiet drain, an end for all?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from history import FINAL, History
from kinds import EXHAUSTED, LIMIT_OF_DEATHS, WORKER_KILLED, Taker
from rules_effects import FINAL_EVENTS
from store import FINAL_STATES, Finding, Row, Store


def damage(history: History, store: Store) -> Iterator[Finding]:
    for line in store.dump.get("integrity", ["ok"]):
        if line != "ok":
            yield Finding("damaged", f"integrity_check: {line}")
    for row in store.dump.get("foreignKeys", []):
        yield Finding("damaged", f"foreign_key_check: {row}")


def stuck(history: History, store: Store) -> Iterator[Finding]:
    """Only after a drain: nothing waits any more."""
    for job in store.jobs:
        if job["status"] not in FINAL:
            yield Finding("stuck", f"job {job['id']} is {job['status']}")
        for delivery in store.deliveries[job["id"]]:
            if delivery["state"] not in FINAL_STATES:
                yield Finding("stuck", f"{_name(delivery)} is {delivery['state']}")


def dead_ends(history: History, store: Store) -> Iterator[Finding]:
    """At any moment: what has not ended has something that will go on."""
    held = {
        (row["subscription"], str(key))
        for rows in store.deliveries.values() for row in rows if _passes_keys_on(row)
        for key in row.get("keys") or ()
    }
    for job in store.jobs:
        rows = store.deliveries[job["id"]]
        if job["status"] not in FINAL and all(row["state"] in FINAL_STATES for row in rows):
            yield Finding("stuck", f"job {job['id']} is {job['status']} and has nothing left to do")
        for row in rows:
            waits = row.get("waitsFor")
            if row["state"] == "ready" and waits and "keys" in row and (row["subscription"], waits) not in held:
                yield Finding("stuck", f"{_name(row)} waits for key {waits}, which nobody holds")


def _passes_keys_on(row: Row) -> bool:
    """Whether others may wait for its keys: it holds them, or has been let in and will."""
    return row["state"] == "locked" or (row["state"] == "ready" and not row.get("waitsFor"))


def statuses(history: History, store: Store) -> Iterator[Finding]:
    for job in store.jobs:
        rows = store.deliveries[job["id"]]
        if rows and job["status"] not in _statuses_of(rows):
            yield Finding("status", f"job {job['id']} is {job['status']}: {[row['state'] for row in rows]}")


def _statuses_of(rows: list[Row]) -> set[str]:
    """Where a job with these deliveries may stand."""
    states = {row["state"] for row in rows}
    if "locked" in states:
        return {"processing"}
    if states & {"ready", "scheduled"}:
        return {"retrying"} if any(row["number"] > 0 for row in rows) else {"pending"}
    if states & {"dead", "discarded"}:
        return {"failed", "timeout"}
    return {"cancelled"} if "cancelled" in states else {"completed"}


def conservation(history: History, store: Store) -> Iterator[Finding]:
    """What came into a subscription is there or was removed."""
    tallies = store.dump.get("tallies")
    if tallies is None:
        return
    present = Counter(row["subscription"] for rows in store.deliveries.values() for row in rows)
    told = {row["subscription"]: row["delivered"] - row["removed"] for row in tallies}
    for name in sorted(present.keys() | told.keys()):
        if told.get(name, 0) != present[name]:
            yield Finding("conservation", f"`{name}` should hold {told.get(name, 0)} deliveries, has {present[name]}")


def locks(history: History, store: Store) -> Iterator[Finding]:
    for job in store.jobs:
        for row in store.deliveries[job["id"]]:
            holds = row.get("worker") is not None and row.get("lockedUntil") is not None
            free = row.get("worker") is None and row.get("lockedUntil") is None
            if not (holds if row["state"] == "locked" else free):
                yield Finding("lock", f"{_name(row)} is {row['state']}, which does not fit its lock")
            if row["number"] > row["fence"]:
                yield Finding("lock", f"{_name(row)} has number {row['number']} and fence {row['fence']}")


def order(history: History, store: Store) -> Iterator[Finding]:
    sequences = Counter(row["sequence"] for rows in store.events.values() for row in rows)
    for sequence, count in sequences.items():
        if count > 1:
            yield Finding("order", f"{count} events have the sequence {sequence}")
    for job in store.jobs:
        events = store.events[job["id"]]
        yield from _growing(job, events)
        yield from _way(job, [row["type"] for row in events])


def _growing(job: Row, events: list[Row]) -> Iterator[Finding]:
    for before, after in zip(events, events[1:]):
        if before["sequence"] >= after["sequence"]:
            yield Finding("order", f"event {after['sequence']} of job {job['id']} comes after {before['sequence']}")


def _way(job: Row, types: list[str]) -> Iterator[Finding]:
    if types and types[0] != "job.submitted":
        yield Finding("order", f"the first event of job {job['id']} is {types[0]}")
    has_started = has_ended = False
    for type_ in types:
        has_started = has_started or type_ == "job.started"
        if has_ended and type_ != "job.redriven":
            yield Finding("order", f"job {job['id']} has {type_} after its end")
        if not has_started and (type_.startswith("step.") or type_ in ("job.resumed", "job.progress", "job.completed")):
            yield Finding("order", f"job {job['id']} has {type_} before its start")
        has_ended = type_ in FINAL_EVENTS


def ends(history: History, store: Store) -> Iterator[Finding]:
    """Each delivery ends as its pipeline says, unless a client or three dead workers changed that."""
    for job in store.jobs:
        for taker in store.takers(job):
            row = store.delivery(job["id"], taker.subscription)
            if row is None or row["state"] not in ("completed", "dead"):
                continue
            yield from _end(row, taker)
            if row["state"] == "dead" and row.get("reason") in (EXHAUSTED, WORKER_KILLED):
                yield from _budget(row, taker)


def causes(history: History, store: Store) -> Iterator[Finding]:
    """Every lock ended in one way, and is counted there: no attempt is forgotten, none is counted twice."""
    for job in store.jobs:
        if store.was_redriven(job["id"]):
            continue
        for row in store.deliveries[job["id"]]:
            if row.get("released") is None:
                continue
            ended = sum(row[name] for name in ("failed", "timedOut", "lockLost", "deaths", "released"))
            # A lock that is held, was completed, or was cancelled under its worker, is in none of the counts.
            others = {"locked": {1}, "completed": {1}, "cancelled": {0, 1}}.get(row["state"], {0})
            if row["fence"] - ended not in others:
                yield Finding("attempts", f"{_name(row)} is {row['state']} after {row['fence']} locks: {ended} counted")
            if row["number"] != row["fence"] - row["released"]:
                yield Finding("attempts", f"{_name(row)} has number {row['number']} after {row['fence']} locks")


def _end(row: Row, taker: Taker) -> Iterator[Finding]:
    if row["state"] == "completed" and taker.dies:
        yield Finding("wrong_end", f"{_name(row)} is completed instead of dead")
    elif row["state"] == "dead" and row.get("reason") not in (taker.dies, WORKER_KILLED):
        yield Finding("wrong_end", f"{_name(row)} is dead: {row.get('reason')}")


def _budget(row: Row, taker: Taker) -> Iterator[Finding]:
    """A dead letter had all the attempts that were due to it, no more and no fewer."""
    parts = [row[name] for name in ("spent", "failed", "timedOut", "lockLost") if row.get(name) is not None]
    if row["reason"] == EXHAUSTED and parts and sum(parts) != taker.deliveries:
        yield Finding("attempts", f"{_name(row)} died of {sum(parts)} failures, {taker.deliveries} were due")
    deaths = row.get("deaths")
    if row["reason"] == WORKER_KILLED and deaths is not None and deaths != LIMIT_OF_DEATHS:
        yield Finding("attempts", f"{_name(row)} died of {deaths} dead workers, {LIMIT_OF_DEATHS} were due")


def _name(row: Row) -> str:
    return f"delivery {row['id']} of job {row['job']} in `{row['subscription']}`"


RULES = (damage, dead_ends, statuses, conservation, locks, order, ends, causes)
AFTER_DRAIN = (stuck,)
