"""What the jobs of the torture project leave behind: the contract that driver and checker share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Taker:
    """One subscription that takes a kind of job, and what a completed delivery in it must have left."""

    subscription: str
    steps: tuple[str, ...]
    #: The collection the step `save` writes to, under the job's id.
    record: str | None = None
    #: The event the step `announce` publishes.
    emits: str | None = None
    #: The type of the job the step `publish` publishes.
    publishes: str | None = None
    #: Why it becomes a dead letter, if that is how it ends.
    dies: str | None = None
    #: How many failures its subscription allows.
    deliveries: int = 20


@dataclass(frozen=True)
class Kind:
    """A type of job and the subscriptions that take it."""

    job_type: str
    takers: tuple[Taker, ...]
    #: "client": a ledger must name it. "parent": a step or an event made it. "schedule": a clock made it.
    comes_from: str = "client"
    #: The feature a binary needs for it; None: every version has it.
    needs: str | None = None


EXHAUSTED = "MaxDeliveryCountExceeded"
PERMANENT = "PermanentFailure"
WORKER_KILLED = "WorkerKilled"
#: A delivery is given up when it has taken so many workers with it.
LIMIT_OF_DEATHS = 3

QUICK = Kind("torture.quick", (Taker("quick", ("save",), record="quick"),))
CHAIN = Kind(
    "torture.chain", (Taker("chain", ("note", "save", "announce"), record="chain", emits="torture.announced"),)
)
FLAKY = Kind("torture.flaky", (Taker("flaky", ("try", "save"), record="flaky", deliveries=5),))
DOOMED = Kind("torture.doomed", (Taker("doomed", (), dies=EXHAUSTED, deliveries=3),))
BROKEN = Kind("torture.broken", (Taker("broken", (), dies=PERMANENT),))
FAN = Kind(
    "torture.fan",
    (Taker("fan-a", ("save",), record="fan_a"), Taker("fan-b", ("note", "save"), record="fan_b")),
)
SLOW = Kind("torture.slow", (Taker("slow", ("wait", "save"), record="slow"),))
LIMITED = Kind("torture.limited", (Taker("limited", ("save",), record="limited"),), needs="limits")
PUBLISHER = Kind(
    "torture.publisher", (Taker("publisher", ("publish", "save"), record="publisher", publishes="torture.news"),),
    needs="publish",
)
NEWS = Kind("torture.news", (Taker("news", ("save",), record="news"),), comes_from="parent", needs="publish")
HEARD = Kind("torture.announced", (Taker("heard", ("save",), record="heard"),), comes_from="parent", needs="events")
TICK = Kind("torture.tick", (Taker("tick", ("save",), record="tick"),), comes_from="schedule", needs="schedules")

KINDS: dict[str, Kind] = {
    kind.job_type: kind
    for kind in (QUICK, CHAIN, FLAKY, DOOMED, BROKEN, FAN, SLOW, LIMITED, PUBLISHER, NEWS, HEARD, TICK)
}

#: Events that a subscription of the topic `events` takes: each has exactly one reaction job `<jobID>.<sequence>`.
REACTIONS = frozenset({"torture.announced"})
