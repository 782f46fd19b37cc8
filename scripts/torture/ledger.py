"""Ledgers: what each client did and was told, one JSON object a line, one file per client."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class Ledger:
    """Appends the deeds of one client; every line is flushed before the next deed."""

    def __init__(self, folder: Path, client: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.client = client
        self._file = open(folder / f"{client}.jsonl", "a", encoding="utf-8")

    def note(self, op: str, phase: str, **facts: Any) -> None:
        """`phase` is invoke, ok, fail (refused, or never sent) or info (outcome unknown: both are legal)."""
        row = {"t": time.monotonic(), "client": self.client, "op": op, "phase": phase}
        row.update((name, value) for name, value in facts.items() if value is not None)
        self._file.write(json.dumps(row) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def read(folder: Path) -> list[dict[str, Any]]:
    """All rows of all clients; the order between clients means nothing."""
    return [row for path in sorted(folder.glob("*.jsonl")) for row in _rows(path)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines()
    for line in lines:
        yield json.loads(line)
