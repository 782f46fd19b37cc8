"""Writes the project the torture runs: its pipelines and routes, with what the binary at hand can do."""

from __future__ import annotations

import subprocess
from pathlib import Path

INPUT = """\
input:
  type: object
  required: [tag]
  properties:
    tag: { type: string }
    failures: { type: integer }
    seconds: { type: number }
    mark: { type: string }
"""
SAVE = """\
  - id: save
    uses: records.save
    with: {{ collection: {collection}, id: "${{{{ job.id }}}}", value: {{ tag: "${{{{ {tag} }}}}" }} }}
"""
NOTE = '  - { id: note, uses: log.write, with: { message: "${{ input.tag }}", level: trace } }\n'
ANNOUNCE = """\
  - id: announce
    uses: events.emit
    with: { type: torture.announced, data: { tag: "${{ input.tag }}" } }
"""
#: Fails as often as the payload says; a try after a worker's death counts as well.
TRY = """\
  - id: try
    uses: process.run
    with:
      command: sh
      arguments:
        - "-c"
        - 'test "$1" -gt "$2" || exit 75'
        - sh
        - "${{ string(job.attempt) }}"
        - "${{ string(input.failures) }}"
"""
LOOK = "  - { id: look, uses: records.get, with: { collection: nowhere, id: none } }\n"
#: Waits the first time only, so that what was given back ends soon after the restart.
WAIT = """\
  - id: wait
    uses: process.run
    with:
      command: sh
      arguments:
        - "-c"
        - >-
          [ -e "$1" ] && exit 0; : > "$1";
          for part in 1 2 3 4 5 6; do echo "{\\"progress\\": 0.$part}"; sleep 0.3; done;
          exec sleep "$2"
        - sh
        - "${{ input.mark }}"
        - "${{ string(input.seconds) }}"
"""
PUBLISH = """\
  - id: publish
    uses: message.publish
    with: { topic: news, job_type: torture.news, payload: { tag: "${{ input.tag }}" } }
"""


#: Reactions are given the whole event.
HEARD_TAG = "input.data.tag"


def _save(collection: str, tag: str = "input.tag") -> str:
    return SAVE.format(collection=collection, tag=tag)


def _pipeline(name: str, steps: str, tag: str = "input.tag", input_: str = INPUT) -> str:
    return f'kind: pipeline\nname: {name}\n{input_}steps:\n{steps}output: {{ tag: "${{{{ {tag} }}}}" }}\n'


PIPELINES: dict[str, tuple[str | None, str]] = {
    "quick": (None, _pipeline("quick", _save("quick"))),
    "chain": (None, _pipeline("chain", NOTE + _save("chain") + ANNOUNCE)),
    "flaky": (None, _pipeline("flaky", TRY + _save("flaky"))),
    "broken": (None, _pipeline("broken", LOOK + _save("broken"))),
    "fan_a": (None, _pipeline("fan_a", _save("fan_a"))),
    "fan_b": (None, _pipeline("fan_b", NOTE + _save("fan_b"))),
    "slow": (None, _pipeline("slow", WAIT + _save("slow"))),
    "limited": ("limits", _pipeline("limited", _save("limited"))),
    "publisher": ("publish", _pipeline("publisher", PUBLISH + _save("publisher"))),
    "news": ("publish", _pipeline("news", _save("news"))),
    "heard": ("events", _pipeline("heard", _save("heard", HEARD_TAG), HEARD_TAG, "input: { type: object }\n")),
    "tick": ("schedules", _pipeline("tick", _save("tick"))),
}

#: topic → (feature, subscription, the rest of its line)
ROUTES: dict[str, list[tuple[str | None, str, str]]] = {
    "jobs": [
        (None, "quick", "match: { jobType: torture.quick }, pipeline: quick, concurrency: 8"),
        (None, "chain", "match: { jobType: torture.chain }, pipeline: chain, concurrency: 4"),
        (None, "flaky", "match: { jobType: torture.flaky }, pipeline: flaky, concurrency: 2, deliveries: 5"),
        (None, "doomed", "match: { jobType: torture.doomed }, pipeline: flaky, concurrency: 2, deliveries: 3"),
        (None, "broken", "match: { jobType: torture.broken }, pipeline: broken, concurrency: 2, deliveries: 3"),
        (None, "fan-a", "match: { jobType: torture.fan }, pipeline: fan_a, concurrency: 2"),
        (None, "fan-b", "match: { jobType: torture.fan }, pipeline: fan_b, concurrency: 2"),
        (None, "slow", "match: { jobType: torture.slow }, pipeline: slow, concurrency: 8, deliveries: 20, lock: 1s"),
        ("limits", "limited", 'match: { jobType: torture.limited }, pipeline: limited, concurrency: 2, '
                              'limits: [{ key: "message.creatorId", concurrency: 1 }]'),
        ("publish", "publisher", "match: { jobType: torture.publisher }, pipeline: publisher, concurrency: 2"),
        ("schedules", "tick", "match: { jobType: torture.tick }, pipeline: tick, concurrency: 2"),
    ],
    "news": [("publish", "news", "match: { jobType: torture.news }, pipeline: news, concurrency: 2")],
    "events": [("events", "heard", "match: { type: torture.announced }, pipeline: heard, concurrency: 2")],
}
SCHEDULES = """\
kind: schedules
schedules:
  tick: { cron: "* * * * * *", job: torture.tick, payload: { tag: tick } }
"""


#: Jobs are forgotten a second after their end; only for the crash points of the retention.
SHORT_RETENTION = "kind: settings\nretention: { jobs: 1s }\n"


def write(folder: Path, features: frozenset[str]) -> None:
    """A whole project in `folder`."""
    pipelines = folder / "pipelines"
    pipelines.mkdir(parents=True, exist_ok=True)
    for name, (feature, text) in PIPELINES.items():
        if feature is None or feature in features:
            (pipelines / f"{name}.yaml").write_text(text)
    (pipelines / "routing.yaml").write_text(_routing(features))
    if "schedules" in features:
        (pipelines / "schedules.yaml").write_text(SCHEDULES)


def _routing(features: frozenset[str]) -> str:
    lines = ["kind: routing", "topics:"]
    for topic, routes in ROUTES.items():
        chosen = [(name, rest) for feature, name, rest in routes if feature is None or feature in features]
        lines.append(f"  {topic}:")
        if topic == "jobs" and "dlq" in features:
            lines.append("    duplicate_window: 1h")
        lines.append("    subscriptions:" if chosen else "    subscriptions: {}")
        for name, rest in chosen:
            backoff = "" if "backoff" in rest else ", backoff: [50ms]"
            lines.append(f"      {name}: {{ {rest}{backoff} }}")
    return "\n".join(lines) + "\n"


def features(binary: str, folder: Path) -> frozenset[str]:
    """What the binary knows: it is asked to validate a project with one feature, and for its commands."""
    found = {name for name in ("limits", "publish", "schedules") if _is_valid(binary, folder / name, frozenset({name}))}
    # A subscription on `events` was always legal; that it is served came together with the limits.
    if "limits" in found:
        found.add("events")
    usage = subprocess.run([binary, "--help"], capture_output=True, text=True, check=False).stdout
    commands = {line.split()[0] for line in usage.splitlines() if line.strip()}
    return frozenset(found | commands & {"dlq", "backup"})


def _is_valid(binary: str, folder: Path, chosen: frozenset[str]) -> bool:
    write(folder, chosen)
    answer = subprocess.run([binary, "validate", "--project", str(folder)], capture_output=True, check=False)
    return answer.returncode == 0
