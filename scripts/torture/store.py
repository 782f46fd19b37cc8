"""A dump with its rows found by job: the checker's view of the store."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kinds import KINDS, Kind, Taker

Row = dict[str, Any]

FINAL_STATES = frozenset({"completed", "dead", "discarded", "cancelled"})
REACTION_ID = re.compile(r"(.+)\.(\d+)")


@dataclass(frozen=True)
class Finding:
    """Something that must not be: a word for the table and a sentence for the reader."""

    word: str
    text: str


class Store:
    def __init__(self, dump: dict[str, Any]) -> None:
        self.dump = dump
        self.jobs: list[Row] = dump.get("jobs") or []
        self.by_id: dict[str, Row] = {job["id"]: job for job in self.jobs}
        self.deliveries = _by_job(dump.get("deliveries"))
        self.steps = _by_job(dump.get("steps"))
        self.events = _by_job(dump.get("events"))
        self.records = _by_job(dump.get("records"))
        self.children: dict[str, list[Row]] = defaultdict(list)
        for job in self.jobs:
            if job.get("parent"):
                self.children[job["parent"]].append(job)

    def removed(self, subscription: str) -> int:
        """How many deliveries retention has removed."""
        tallies: list[Row] = self.dump.get("tallies") or []
        return sum(row["removed"] for row in tallies if row["subscription"] == subscription)

    @property
    def is_retired(self) -> bool:
        return any(row["removed"] for row in self.dump.get("tallies") or ())

    def kind(self, job: Row) -> Kind | None:
        return KINDS.get(job["jobType"])

    def takers(self, job: Row) -> tuple[Taker, ...]:
        kind = self.kind(job)
        return kind.takers if kind else ()

    def delivery(self, job_id: str, subscription: str) -> Row | None:
        return next((row for row in self.deliveries[job_id] if row["subscription"] == subscription), None)

    def completed_steps(self, delivery: Row) -> list[str]:
        rows = self.steps[delivery["job"]]
        return [row["step"] for row in rows if row["delivery"] == delivery["id"] and row["status"] == "completed"]

    def count_events(self, job_id: str, type_: str) -> int:
        return sum(event["type"] == type_ for event in self.events[job_id])

    def was_redriven(self, job_id: str) -> bool:
        return self.count_events(job_id, "job.redriven") > 0

    def tag(self, job: Row) -> str | None:
        """The mark of the submission that made the job; jobs made by jobs carry their parent's."""
        payload = job.get("payload")
        if not isinstance(payload, dict):
            return None
        data = payload.get("data")
        return data.get("tag") if "specversion" in payload and isinstance(data, dict) else payload.get("tag")

    def reaction_to(self, job: Row) -> tuple[str, int] | None:
        """The job and the sequence of the event it reacts to."""
        match = REACTION_ID.fullmatch(job["id"])
        return (match[1], int(match[2])) if match else None


def _by_job(rows: Iterable[Row] | None) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows or ():
        found[row["job"]].append(row)
    return found
