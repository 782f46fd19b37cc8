"""Builds small histories for the checker's tests: ledger rows and a dump that fit, to be bent by each test."""

from __future__ import annotations

from typing import Any

from checker import check
from history import gather
from kinds import KINDS, Taker

Row = dict[str, Any]


class World:
    """Starts empty and sound; every method keeps it sound, every direct edit may break it."""

    def __init__(self) -> None:
        self.ledger: list[Row] = []
        self.jobs: list[Row] = []
        self.deliveries: list[Row] = []
        self.steps: list[Row] = []
        self.events: list[Row] = []
        self.records: list[Row] = []
        self.integrity = ["ok"]
        self.foreign_keys: list[list[Any]] = []
        self.has_tallies = True
        self.expects_reactions = True
        self.tally_changes: dict[str, int] = {}
        self.removed: dict[str, int] = {}

    # What clients do

    def note(self, op: str, phase: str, **facts: Any) -> None:
        self.ledger.append({"t": 0.0, "client": "test", "op": op, "phase": phase, **facts})

    def submit(self, tag: str, phase: str, job_id: str | None = None, kind: str = "quick", **facts: Any) -> None:
        facts = {"tag": tag, "jobType": f"torture.{kind}", "creator": None, "key": None, **facts}
        self.note("submit", "invoke", **facts)
        if phase != "invoke":
            self.note("submit", phase, **facts, jobId=job_id)

    def ask(self, op: str, job_id: str, phase: str = "ok", **facts: Any) -> None:
        self.note(op, "invoke", jobId=job_id)
        if phase != "invoke":
            self.note(op, phase, jobId=job_id, **facts)

    # What the store holds

    def job(self, job_id: str, kind: str = "quick", sent: bool = True, **facts: Any) -> Row:
        """A pending job with its deliveries; with `sent`, also acknowledged to a client."""
        tag = facts.pop("tag", f"tag-{job_id}")
        row = {
            "id": job_id, "jobType": f"torture.{kind}", "creator": None, "key": None, "status": "pending",
            "payload": {"tag": tag}, "result": None, "parent": None, **facts,
        }
        self.jobs.append(row)
        for taker in KINDS[row["jobType"]].takers:
            self._deliver(job_id, taker)
        self.event(job_id, "job.submitted")
        if sent:
            self.submit(tag, "ok", job_id, kind, creator=row["creator"], key=row["key"])
        return row

    def _deliver(self, job_id: str, taker: Taker) -> None:
        self.deliveries.append({
            "id": len(self.deliveries) + 1, "job": job_id, "subscription": taker.subscription, "state": "ready",
            "number": 0, "fence": 0, "reason": None, "worker": None, "lockedUntil": None, "deaths": 0, "spent": 0,
        })

    def event(self, job_id: str, type_: str, **data: Any) -> Row:
        row = {"sequence": len(self.events) + 1, "job": job_id, "type": type_, "data": data}
        self.events.append(row)
        return row

    def start(self, job_id: str) -> None:
        self.event(job_id, "job.started" if self._attempts(job_id) == 0 else "job.resumed")
        for row in self.of(job_id, self.deliveries):
            row.update(state="locked", number=row["number"] + 1, fence=row["fence"] + 1, worker="w", lockedUntil=9)
        self.find(job_id)["status"] = "processing"

    def step(self, job_id: str, taker: Taker, step: str) -> None:
        """A checkpoint: the row, its effect and its events."""
        row = next(r for r in self.of(job_id, self.deliveries) if r["subscription"] == taker.subscription)
        self.steps.append({"job": job_id, "delivery": row["id"], "step": step, "status": "completed"})
        tag = self._tag(job_id)
        if step == "save" and taker.record:
            self.records.append({"collection": taker.record, "id": job_id, "job": job_id, "value": {"tag": tag}})
        if step == "announce" and taker.emits:
            event = self.event(job_id, taker.emits, tag=tag)
            payload = {"specversion": "1.0", "data": {"tag": tag}}
            child = self.job(f"{job_id}.{event['sequence']}", "announced", sent=False, parent=job_id, payload=payload)
            self.complete(child["id"])
        if step == "publish" and taker.publishes:
            self.job(f"{job_id}-child", "news", sent=False, parent=job_id, tag=tag)
            self.complete(f"{job_id}-child")
        self.event(job_id, "step.completed", step=step)

    def complete(self, job_id: str) -> Row:
        """The whole life of a job, unless it is under way already."""
        if self.find(job_id)["status"] != "processing":
            self.start(job_id)
        for taker in KINDS[self.find(job_id)["jobType"]].takers:
            done = {row["step"] for row in self.of(job_id, self.steps)} if len(self.takers(job_id)) == 1 else set()
            for step in taker.steps:
                if step not in done:
                    self.step(job_id, taker, step)
        return self.end(job_id, "completed", result={})

    def die(self, job_id: str, reason: str, **facts: Any) -> Row:
        return self.end(job_id, "failed", "dead", reason=reason, **facts)

    def end(self, job_id: str, status: str, state: str | None = None, result: Any = None, **facts: Any) -> Row:
        for row in self.of(job_id, self.deliveries):
            row.update(state=state or status, worker=None, lockedUntil=None, **facts)
        job = self.find(job_id)
        job.update(status=status, result=result)
        self.event(job_id, f"job.{status}")
        return job

    def redrive(self, job_id: str) -> None:
        for row in self.of(job_id, self.deliveries):
            row.update(state="ready", reason=None, deaths=0, spent=0)
        self.find(job_id)["status"] = "retrying"
        self.event(job_id, "job.redriven")

    def wait_again(self, job_id: str) -> None:
        """An attempt that failed: the job waits for the next."""
        for row in self.of(job_id, self.deliveries):
            row.update(state="ready", worker=None, lockedUntil=None)
        self.find(job_id)["status"] = "retrying"
        self.event(job_id, "job.retrying")

    # Finding rows to bend

    def find(self, job_id: str) -> Row:
        return next(job for job in self.jobs if job["id"] == job_id)

    def of(self, job_id: str, rows: list[Row]) -> list[Row]:
        return [row for row in rows if row["job"] == job_id]

    def takers(self, job_id: str) -> tuple[Taker, ...]:
        return KINDS[self.find(job_id)["jobType"]].takers

    def last_event(self, job_id: str, type_: str) -> Row:
        return next(row for row in reversed(self.events) if row["job"] == job_id and row["type"] == type_)

    def _attempts(self, job_id: str) -> int:
        return sum(row["number"] for row in self.of(job_id, self.deliveries))

    def _tag(self, job_id: str) -> str:
        payload = self.find(job_id)["payload"]
        return payload["data"]["tag"] if "data" in payload else payload["tag"]

    # The verdict

    @property
    def dump(self) -> Row:
        names = {row["subscription"] for row in self.deliveries} | self.tally_changes.keys() | self.removed.keys()
        tallies = [self._tally(name) for name in sorted(names)]
        return {
            "schema": 2, "integrity": self.integrity, "foreignKeys": self.foreign_keys, "jobs": self.jobs,
            "deliveries": self.deliveries, "steps": self.steps, "events": self.events, "records": self.records,
            "messages": [], "tallies": tallies if self.has_tallies else None,
            "expectsReactions": self.expects_reactions,
        }

    def _tally(self, name: str) -> Row:
        removed = self.removed.get(name, 0)
        present = sum(row["subscription"] == name for row in self.deliveries)
        delivered = present + removed + self.tally_changes.get(name, 0)
        return {"subscription": name, "delivered": delivered, "removed": removed}

    def words(self, is_drained: bool = True) -> set[str]:
        return {finding.word for finding in check(gather(self.ledger), self.dump, is_drained)}
