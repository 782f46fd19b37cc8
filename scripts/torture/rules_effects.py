"""Does each job leave exactly what its steps left: its events, records and the jobs it published, all or nothing?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from history import History
from kinds import REACTIONS, Taker
from store import Finding, Row, Store

FINAL_EVENTS = {f"job.{status}" for status in ("completed", "failed", "timeout", "cancelled")}


def repeated_rows(history: History, store: Store) -> Iterator[Finding]:
    for job in store.jobs:
        job_id = job["id"]
        subscriptions = Counter(row["subscription"] for row in store.deliveries[job_id])
        steps = Counter((row["delivery"], row["step"]) for row in store.steps[job_id])
        records = Counter((row["collection"], row["id"]) for row in store.records[job_id])
        for thing, count in (subscriptions + steps + records).items():
            if count > 1:
                yield Finding("duplicated", f"job {job_id} has {thing} {count} times")


def repeated_events(history: History, store: Store) -> Iterator[Finding]:
    for job in store.jobs:
        job_id = job["id"]
        allowed = 1 + store.count_events(job_id, "job.redriven")
        for type_ in ("job.submitted", "job.started", "job.completed"):
            if store.count_events(job_id, type_) > 1:
                yield Finding("duplicated", f"job {job_id} has {type_} more than once")
        for type_ in FINAL_EVENTS - {"job.completed"}:
            if store.count_events(job_id, type_) > allowed:
                yield Finding("duplicated", f"job {job_id} has {type_} more than once")
        # Completed deliveries are not redriven, but those beside them are: each taker's own budget.
        for step, most in _most_completions(store.takers(job), allowed).items():
            if _completions(store, job_id, step) > most:
                yield Finding("duplicated", f"step {step} of job {job_id} was completed twice")
        for taker in store.takers(job):
            if taker.emits and store.count_events(job_id, taker.emits) > allowed:
                yield Finding("duplicated", f"job {job_id} has {taker.emits} more than once")


def _most_completions(takers: tuple[Taker, ...], allowed: int) -> Counter[str]:
    return Counter({step: allowed * n for step, n in Counter(s for taker in takers for s in taker.steps).items()})


def _completions(store: Store, job_id: str, step: str) -> int:
    events = store.events[job_id]
    return sum(row["type"] == "step.completed" and row["data"].get("step") == step for row in events)


def completed_deliveries(history: History, store: Store) -> Iterator[Finding]:
    """A completed delivery has done every step of its pipeline."""
    for job in store.jobs:
        for taker in store.takers(job):
            delivery = store.delivery(job["id"], taker.subscription)
            if delivery is None or delivery["state"] != "completed":
                continue
            done = store.completed_steps(delivery)
            if done != list(taker.steps):
                yield Finding("broken", f"job {job['id']} is completed in `{taker.subscription}` with steps {done}")
        if job["status"] == "completed" and "result" in job and job["result"] is None:
            yield Finding("broken", f"job {job['id']} is completed and has no result")


def steps_and_effects(history: History, store: Store) -> Iterator[Finding]:
    """A step and what it leaves are one transaction."""
    for job in store.jobs:
        expected: set[str] = set()
        for taker in store.takers(job):
            delivery = store.delivery(job["id"], taker.subscription)
            done = set(store.completed_steps(delivery)) if delivery else set()
            # A redrive from the start forgets steps, not what they left.
            keeps = store.was_redriven(job["id"])
            yield from _effects(store, job, taker, done, keeps)
            if taker.record:
                expected.add(taker.record)
        for record in store.records[job["id"]]:
            if record["collection"] not in expected or record["id"] != job["id"]:
                yield Finding("broken", f"job {job['id']} has the record {record['collection']}/{record['id']}")
            elif record["value"].get("tag") != store.tag(job):
                yield Finding("broken", f"the record of job {job['id']} holds {record['value']}")


def _effects(store: Store, job: Row, taker: Taker, done: set[str], keeps: bool) -> Iterator[Finding]:
    job_id = job["id"]
    pairs = []
    if taker.record:
        has = any(row["collection"] == taker.record for row in store.records[job_id])
        pairs.append(("save", has, f"record in {taker.record}"))
    if taker.emits:
        pairs.append(("announce", store.count_events(job_id, taker.emits) > 0, f"event {taker.emits}"))
    if taker.publishes:
        is_forgotten = store.is_retired and not store.children[job_id]
        children = [child for child in store.children[job_id] if child["jobType"] == taker.publishes]
        if not is_forgotten:
            pairs.append(("publish", bool(children), f"job of type {taker.publishes}"))
        if len(children) > 1 and not keeps:
            yield Finding("duplicated", f"job {job_id} has published {len(children)} jobs")
    for step, is_there, effect in pairs:
        if step in done and not is_there:
            yield Finding("broken", f"job {job_id} has done `{step}` and has no {effect}")
        if is_there and step not in done and not keeps:
            yield Finding("broken", f"job {job_id} has not done `{step}` and has a {effect}")


def step_events(history: History, store: Store) -> Iterator[Finding]:
    """A step's row and its event are one transaction."""
    for job in store.jobs:
        job_id = job["id"]
        if store.was_redriven(job_id):
            continue
        rows = Counter(row["step"] for row in store.steps[job_id] if row["status"] == "completed")
        types = [row for row in store.events[job_id] if row["type"] == "step.completed"]
        events = Counter(row["data"].get("step") for row in types)
        if rows != events:
            yield Finding("broken", f"job {job_id} has steps {dict(rows)} and events {dict(events)}")


def reactions(history: History, store: Store) -> Iterator[Finding]:
    """An event and the job that reacts to it are one transaction."""
    if not store.dump.get("expectsReactions"):
        return
    for job in store.jobs:
        heard = Counter(store.reaction_to(child) for child in store.children[job["id"]])
        for event in store.events[job["id"]]:
            if event["type"] in REACTIONS and store.is_retired and not heard[job["id"], event["sequence"]]:
                continue
            if event["type"] in REACTIONS and heard[job["id"], event["sequence"]] != 1:
                yield Finding("broken", f"nobody reacts to event {event['sequence']} of job {job['id']}")


def final_events(history: History, store: Store) -> Iterator[Finding]:
    """A job's status and its final event are one transaction."""
    for job in store.jobs:
        job_id, status = job["id"], job["status"]
        types = [row["type"] for row in store.events[job_id]]
        last = next((type_ for type_ in reversed(types) if type_.startswith("job.") and type_ != "job.progress"), None)
        if "job.submitted" not in types:
            yield Finding("broken", f"job {job_id} has no job.submitted")
        if f"job.{status}" in FINAL_EVENTS and last != f"job.{status}":
            yield Finding("broken", f"job {job_id} is {status} and its last event is {last}")
        if f"job.{status}" not in FINAL_EVENTS and last in FINAL_EVENTS:
            yield Finding("broken", f"job {job_id} is {status} and its last event is {last}")


RULES = (
    repeated_rows, repeated_events, completed_deliveries, steps_and_effects, step_events, reactions, final_events,
)
