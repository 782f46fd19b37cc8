#!/usr/bin/env python3
"""Reads a store that no process has open (or a backup) into plain JSON; knows no rules.

Works on a copy, so that reading never changes the store. Columns a version does not have are left out.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

Dump = dict[str, Any]

#: Names that versions of the schema give to the same thing.
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "jobs": {
        "id": ("id",), "jobType": ("job_type",), "creator": ("creator_id",), "key": ("idempotency_key",),
        "status": ("status",), "payload": ("payload",), "result": ("result",), "parent": ("parent_id",),
        "attempt": ("attempt",),
    },
    "deliveries": {
        "id": ("id",), "job": ("job", "job_id"), "subscription": ("subscription",), "state": ("state",),
        "number": ("number",), "fence": ("fence",), "reason": ("reason",), "worker": ("worker",),
        "lockedUntil": ("locked_until",), "deaths": ("deaths", "worker_died"), "spent": ("failures",),
        "failed": ("failed",), "timedOut": ("timed_out",), "lockLost": ("lock_lost",), "released": ("released",),
        "keys": ("keys",), "waitsFor": ("waits_key",), "waitLimit": ("waits_limit",),
    },
    "steps": {
        "job": ("job", "job_id"), "delivery": ("delivery", "delivery_id"), "step": ("step_id", "step"),
        "status": ("status",),
    },
    "events": {"sequence": ("sequence",), "job": ("job", "job_id"), "type": ("type",), "data": ("data",)},
    "records": {"collection": ("collection",), "id": ("id",), "job": ("job", "job_id"), "value": ("value",)},
    "tallies": {"subscription": ("subscription",), "delivered": ("delivered",), "removed": ("removed",)},
    "messages": {"job": ("job", "job_id")},
}
JSON_COLUMNS = frozenset({"payload", "result", "data", "value", "keys"})


def dump(store: Path) -> Dump:
    """Everything the checker looks at."""
    with tempfile.TemporaryDirectory(prefix="millrace-dump-") as folder:
        copy = Path(folder) / "copy.db"
        for suffix in ("", "-wal"):
            source = Path(f"{store}{suffix}")
            if source.exists():
                shutil.copyfile(source, f"{copy}{suffix}")
        connection = sqlite3.connect(copy)
        try:
            return _read(connection)
        finally:
            connection.close()


def _read(connection: sqlite3.Connection) -> Dump:
    result: Dump = {"schema": connection.execute("PRAGMA user_version").fetchone()[0]}
    try:
        result["integrity"] = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        result["foreignKeys"] = [list(row[:3]) for row in connection.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        result["integrity"] = [str(error)]
    names: dict[Any, str] = {}
    if "ordinal" in _columns(connection, "jobs"):
        names = dict(connection.execute("SELECT ordinal, id FROM jobs"))
    for table in COLUMNS:
        result[table] = _table(connection, table, names)
    return result


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _table(connection: sqlite3.Connection, table: str, names: dict[Any, str]) -> list[dict[str, Any]] | None:
    present = _columns(connection, table)
    if not present:
        # The first version has no tallies; a store whose making was cut short has nothing at all.
        return None if table == "tallies" else []
    chosen = {
        name: next(column for column in candidates if column in present)
        for name, candidates in COLUMNS[table].items()
        if any(column in present for column in candidates)
    }
    order = {"events": " ORDER BY sequence", "steps": " ORDER BY rowid"}.get(table, "")
    rows = connection.execute(f"SELECT {', '.join(chosen.values())} FROM {table}{order}")
    found = [{name: _value(name, value, names) for name, value in zip(chosen, row)} for row in rows]
    for row in found:
        # A record does not say whose it is; the torture's pipelines save under the job's id.
        if table == "records":
            row.setdefault("job", row["id"])
    return found


def _value(name: str, value: Any, names: dict[Any, str]) -> Any:
    if name in ("job", "parent") and isinstance(value, int):
        return names.get(value, f"#{value}")
    if name in JSON_COLUMNS and isinstance(value, str):
        return json.loads(value)
    return value


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: dump.py STORE.db > DUMP.json")
    json.dump(dump(Path(sys.argv[1])), sys.stdout)
