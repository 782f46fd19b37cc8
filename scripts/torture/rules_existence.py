"""Is everything there that was acknowledged, and nothing that nobody asked for, each once?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from history import History
from kinds import KINDS, REACTIONS
from store import Finding, Row, Store


def lost(history: History, store: Store) -> Iterator[Finding]:
    left: Counter[str] = Counter()
    for submission in history.submissions.values():
        for job_id in set(submission.acknowledged):
            if job_id in store.by_id:
                continue
            for taker in KINDS[submission.job_type].takers:
                left[taker.subscription] += 1
                # Retention may have removed it, but not more than it says, and no dead letter.
                is_kept = taker.dies and not any(history.was_asked(op, job_id) for op in ("discard", "cancel"))
                if is_kept or left[taker.subscription] > store.removed(taker.subscription):
                    yield Finding("lost", f"job {job_id} ({submission.tag}) was acknowledged and is not in the store")
                    break
    for job in store.jobs:
        for taker in store.takers(job):
            if store.delivery(job["id"], taker.subscription) is None:
                yield Finding("lost", f"job {job['id']} has no delivery in `{taker.subscription}`")


def lost_answers(history: History, store: Store) -> Iterator[Finding]:
    """What a client has been told or shown must still be so."""
    for job_id, statuses in history.seen_statuses.items():
        job = store.by_id.get(job_id)
        if job is not None and not store.was_redriven(job_id) and statuses != {job["status"]}:
            yield Finding("lost", f"job {job_id} was seen {' and '.join(sorted(statuses))} and is {job['status']}")
    for job_id, seen in history.seen_events.items():
        if job_id not in store.by_id:
            continue
        stored = {event["sequence"]: event["type"] for event in store.events[job_id]}
        for sequence, type_ in seen.items():
            # Retention may remove the progress of jobs that have ended.
            if type_ != "job.progress" and stored.get(sequence) != type_:
                yield Finding("lost", f"event {sequence} of job {job_id} was seen as {type_}: {stored.get(sequence)}")
    for (op, job_id), count in history.acknowledged.items():
        if op == "redrive" and job_id in store.by_id and store.count_events(job_id, "job.redriven") < count:
            yield Finding("lost", f"job {job_id} was redriven {count} times by its clients and less in the store")
        states = {row["state"] for row in store.deliveries[job_id]}
        if op == "discard" and job_id in store.by_id and "discarded" not in states:
            yield Finding("lost", f"the dead letter of job {job_id} was discarded and is not")


def ghosts(history: History, store: Store) -> Iterator[Finding]:
    for job in store.jobs:
        yield from _ghost_job(history, store, job)
        takers = {taker.subscription for taker in store.takers(job)}
        for delivery in store.deliveries[job["id"]]:
            if takers and delivery["subscription"] not in takers:
                yield Finding("ghost", f"job {job['id']} has a delivery in `{delivery['subscription']}`")
    # Records outlive their jobs.
    for table in ("deliveries", "steps", "events", "messages") + (() if store.is_retired else ("records",)):
        for row in store.dump.get(table) or ():
            if row["job"] not in store.by_id:
                yield Finding("ghost", f"a row of {table} belongs to job {row['job']}, which does not exist")


def _ghost_job(history: History, store: Store, job: Row) -> Iterator[Finding]:
    kind, tag, place = store.kind(job), store.tag(job), f"job {job['id']}"
    submission = history.submissions.get(tag or "")
    if kind is None:
        yield Finding("ghost", f"{place} is of a type nobody knows, {job['jobType']}")
    elif kind.comes_from == "parent":
        yield from _ghost_child(store, job)
    elif kind.comes_from == "schedule":
        return
    elif submission is None or not submission.may_exist:
        yield Finding("ghost", f"{place} ({tag}) was never sent, or refused")
    elif (job["jobType"], job.get("creator")) != (submission.job_type, submission.creator):
        yield Finding("ghost", f"{place} is not what was sent: {job['jobType']} of {job.get('creator')}")
    elif job.get("key") != submission.key:
        yield Finding("ghost", f"{place} has the key {job.get('key')}, which was not sent for it")


def _ghost_child(store: Store, job: Row) -> Iterator[Finding]:
    parent = job.get("parent")
    if parent not in store.by_id and store.is_retired:
        return
    if parent not in store.by_id:
        yield Finding("ghost", f"job {job['id']} comes from job {parent}, which does not exist")
        return
    if job["jobType"] in REACTIONS:
        cause = store.reaction_to(job)
        events = {(row["sequence"], row["type"]) for row in store.events[parent]}
        if cause is None or cause[0] != parent or (cause[1], job["jobType"]) not in events:
            yield Finding("ghost", f"job {job['id']} reacts to an event that does not exist")
    elif store.tag(job) != store.tag(store.by_id[parent]):
        yield Finding("ghost", f"job {job['id']} does not carry the mark of job {parent}, which published it")


def ghost_deeds(history: History, store: Store) -> Iterator[Finding]:
    """Nothing is cancelled, redriven or discarded unless a client wanted it."""
    for job in store.jobs:
        job_id = job["id"]
        states = {row["state"] for row in store.deliveries[job_id]}
        if (job["status"] == "cancelled" or "cancelled" in states) and not history.was_asked("cancel", job_id):
            yield Finding("ghost", f"job {job_id} is cancelled and nobody wanted that")
        if "discarded" in states and not history.was_asked("discard", job_id):
            yield Finding("ghost", f"a dead letter of job {job_id} is discarded and nobody wanted that")
        if store.count_events(job_id, "job.redriven") > history.invoked["redrive", job_id]:
            yield Finding("ghost", f"job {job_id} was redriven more often than anybody wanted")


def duplicates(history: History, store: Store) -> Iterator[Finding]:
    for submission in history.submissions.values():
        # A key lives as long as its job: after that retention has made room for another.
        ids = {job_id for job_id in submission.acknowledged if job_id in store.by_id or not store.is_retired}
        if len(ids) > 1:
            yield Finding("duplicated", f"{submission.tag} was acknowledged as {sorted(ids)}")
    keys = Counter((job.get("creator"), job["key"]) for job in store.jobs if job.get("key"))
    for (creator, key), count in keys.items():
        if count > 1:
            yield Finding("duplicated", f"{count} jobs of {creator} have the idempotency key {key}")
    tags = Counter(store.tag(job) for job in store.jobs if _is_from_client(store, job))
    for tag, count in tags.items():
        if count > 1:
            yield Finding("duplicated", f"{count} jobs came of the submission {tag}")
    for job_id, count in Counter(job["id"] for job in store.jobs).items():
        if count > 1:
            yield Finding("duplicated", f"{count} jobs have the id {job_id}")


def _is_from_client(store: Store, job: Row) -> bool:
    kind = store.kind(job)
    return kind is not None and kind.comes_from == "client" and store.tag(job) is not None


RULES = (lost, lost_answers, ghosts, ghost_deeds, duplicates)
