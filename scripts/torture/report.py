"""The table a campaign prints."""

from __future__ import annotations

from checker import counts
from bench import Result

FORBIDDEN = ("lost", "ghost", "duplicated", "stuck")


def print_table(name: str, seed: int, runs: int, results: list[Result], seconds: float) -> bool:
    """One line under its heading. Returns whether nothing forbidden was found."""
    findings = [finding for result in results for finding in result.findings]
    found = counts(findings)
    other = sum(found.values()) - sum(found[word] for word in FORBIDDEN)
    times = sorted(time for result in results for time in result.recoveries)
    cells = {
        "campaign": name, "runs": runs, "kills": sum(r.kills for r in results), "jobs": sum(r.jobs for r in results),
        "acked": sum(r.acked for r in results), "unknown": sum(r.unknown for r in results),
        **{word: found[word] for word in FORBIDDEN}, "other": other,
        "recovery p50": _rank(times, 0.5), "p99": _rank(times, 0.99), "max": _rank(times, 1),
        "seconds": f"{seconds:.0f}", "seed": seed,
    }
    widths = [max(len(name), len(str(value))) for name, value in cells.items()]
    print("  ".join(name.rjust(width) for name, width in zip(cells, widths)))
    print("  ".join(str(value).rjust(width) for value, width in zip(cells.values(), widths)), flush=True)
    for finding in findings[:40]:
        print(f"{finding.word}: {finding.text}")
    if len(findings) > 40:
        print(f"… and {len(findings) - 40} more: {dict(found)}")
    return not findings


def _rank(times: list[float], part: float) -> str:
    if not times:
        return "-"
    return f"{times[min(int(part * len(times)), len(times) - 1)]:.3f}"
