#!/usr/bin/env python3
"""The judge: reads only the clients' ledgers and a dump of the store, and says what must not be.

    checker.py LEDGERS DUMP.json [--under-way]      exit 0: nothing; 1: findings

Words: lost, ghost, duplicated, stuck; and broken (half of a transaction), status, conservation, lock, order,
attempts, wrong_end, damaged.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import ledger
import rules_effects
import rules_existence
import rules_state
from history import History, gather
from store import Finding, Store

RULES = rules_existence.RULES + rules_effects.RULES + rules_state.RULES


def check(history: History, dump: dict[str, Any], is_drained: bool = True) -> list[Finding]:
    """All findings; `is_drained` says that the store had the time to finish everything."""
    store = Store(dump)
    rules = RULES + (rules_state.AFTER_DRAIN if is_drained else ())
    return [finding for rule in rules for finding in rule(history, store)]


def counts(findings: list[Finding]) -> Counter[str]:
    return Counter(finding.word for finding in findings)


def main() -> int:
    parser = argparse.ArgumentParser(description="Judge a store by its clients' ledgers.")
    parser.add_argument("ledgers", type=Path)
    parser.add_argument("dump", type=Path)
    parser.add_argument("--under-way", action="store_true", help="the store was not drained: waiting is no fault")
    arguments = parser.parse_args()
    history = gather(ledger.read(arguments.ledgers))
    findings = check(history, json.loads(arguments.dump.read_text()), not arguments.under_way)
    for finding in findings:
        print(f"{finding.word}: {finding.text}")
    print(f"acked {history.acked}, unknown {history.unknown}, findings {dict(counts(findings))}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
