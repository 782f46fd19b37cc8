"""Rare things a campaign must have met, or its clean verdict says little."""

from __future__ import annotations

from collections import Counter
from typing import Any

from history import History
from kinds import KINDS, WORKER_KILLED

#: Beside them every kind of job the binary knows must have been completed or have died as it must.
RARE = ("died with its worker", "cancelled", "repeated a key", "outcome unknown", "unknown and stored")


def seen(history: History, dump: dict[str, Any], features: frozenset[str]) -> Counter[str]:
    """How often each was met; what was never met is there with 0."""
    found: Counter[str] = Counter(dict.fromkeys(RARE, 0))
    deliveries, events = dump["deliveries"], Counter(row["type"] for row in dump["events"])
    found["died with its worker"] = sum((row.get("deaths") or 0) > 0 for row in deliveries)
    found["killed its worker too often"] = sum(row.get("reason") == WORKER_KILLED for row in deliveries)
    found["cancelled"] = sum(job["status"] == "cancelled" for job in dump["jobs"])
    found["repeated a key"] = sum(len(each.acknowledged) > 1 for each in history.submissions.values())
    found["outcome unknown"] = history.unknown
    found["unknown and stored"] = _unknown_and_stored(history, dump)
    if "dlq" in features:
        found["redriven"] = events["job.redriven"]
        found["discarded"] = sum(row["state"] == "discarded" for row in deliveries)
    return found


def never(history: History, dump: dict[str, Any], features: frozenset[str], types: list[str]) -> list[str]:
    """What a whole campaign has not met."""
    missing = [name for name, count in seen(history, dump, features).items() if not count and name in RARE]
    ended = {job["jobType"] for job in dump["jobs"] if job["status"] in ("completed", "failed")}
    wanted = [name for name in types if KINDS[name].needs is None or KINDS[name].needs in features]
    return missing + [f"an ended {name}" for name in wanted if name not in ended]


def _unknown_and_stored(history: History, dump: dict[str, Any]) -> int:
    """Submissions no client was told of, that are there all the same."""
    unsure = {tag for tag, each in history.submissions.items() if each.may_exist and not each.acknowledged}
    tags = [job["payload"].get("tag") for job in dump["jobs"] if isinstance(job["payload"], dict)]
    return sum(tag in unsure for tag in tags)
