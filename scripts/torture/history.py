"""What the clients' ledgers say, gathered by submission and by job."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

FINAL = frozenset({"completed", "failed", "timeout", "cancelled"})


@dataclass
class Submission:
    """One piece of work a client asked for, perhaps several times under one idempotency key."""

    tag: str
    job_type: str
    creator: str | None
    key: str | None
    invoked: int = 0
    refused: int = 0
    #: The ids the client was told, in order.
    acknowledged: list[str] = field(default_factory=list)

    @property
    def may_exist(self) -> bool:
        return self.invoked > self.refused


@dataclass
class History:
    submissions: dict[str, Submission] = field(default_factory=dict)
    #: How often the clients began an operation on a job, and how often it was acknowledged: by (op, job id).
    invoked: Counter[tuple[str, str]] = field(default_factory=Counter)
    acknowledged: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: Final statuses that clients have seen, by job id.
    seen_statuses: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: Events that clients have seen: job id → sequence → type.
    seen_events: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    acked: int = 0
    unknown: int = 0

    def was_asked(self, op: str, job_id: str) -> bool:
        return self.invoked[op, job_id] > 0


def gather(rows: Iterable[dict[str, Any]]) -> History:
    history = History()
    for row in rows:
        if row["op"] == "submit":
            _submit(history, row)
        else:
            _other(history, row)
    return history


def _submit(history: History, row: dict[str, Any]) -> None:
    known = history.submissions.setdefault(
        row["tag"], Submission(row["tag"], row["jobType"], row.get("creator"), row.get("key"))
    )
    phase = row["phase"]
    known.invoked += phase == "invoke"
    known.refused += phase == "fail"
    history.unknown += phase == "info"
    if phase == "ok":
        known.acknowledged.append(row["jobId"])
        history.acked += 1


def _other(history: History, row: dict[str, Any]) -> None:
    op, phase, job_id = row["op"], row["phase"], row["jobId"]
    if phase == "invoke":
        history.invoked[op, job_id] += 1
    if phase != "ok":
        return
    history.acknowledged[op, job_id] += 1
    if row.get("status") in FINAL:
        history.seen_statuses[job_id].add(row["status"])
    for sequence, type_ in row.get("seen", []):
        history.seen_events[job_id][sequence] = type_
