"""The named crash points of the SQLite driver (`MILLRACE_CRASH_AT=name:n`) and how each is reached."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Point:
    name: str
    #: What happens beside the load: "slow", "cancel", "redrive", "discard", "backup".
    beside: str | None = None
    #: What the store has been through before: "kill", "letters" or "age".
    before: str | None = None
    #: The n-th passages to die at.
    passages: tuple[int, ...] = (1, 2, 5)
    #: Why a passage need not be reached; by n.
    optional: dict[int, str] = field(default_factory=dict)
    #: The feature or command a binary needs for it.
    needs: str | None = None


#: Of what happens once in the life of a process, or every five seconds.
ONCE = (1,)

POINTS: tuple[Point, ...] = (
    Point("before-begin"),
    Point("in-transaction"),
    Point("after-commit"),
    Point("submit"),
    Point("lock"),
    Point("renew", beside="slow"),
    Point("checkpoint"),
    Point("report", beside="slow"),
    Point("settle"),
    Point("sweep", before="kill", passages=ONCE),
    Point("cancel", beside="cancel"),
    Point("redrive", beside="redrive", before="letters", needs="dlq"),
    Point("discard", beside="discard", before="letters", needs="dlq"),
    Point("fire", needs="schedules", passages=(1, 2)),
    Point("retire", before="age", needs="dlq", passages=(1, 2)),
    Point("configure", passages=ONCE),
    Point("migration-statement"),
    Point("backup-written", beside="backup", passages=ONCE, needs="backup"),
    Point("open-recovered", before="kill", passages=ONCE),
)
