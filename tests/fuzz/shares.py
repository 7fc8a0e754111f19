"""How many of the requests that fit the schema got a 2xx, read from schemathesis' report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEAST = 0.2


@dataclass(frozen=True)
class Share:
    """What one operation answered to one caller's requests that fit the schema."""

    operation: str
    role: str
    statuses: Counter[int]

    @property
    def cases(self) -> int:
        return self.statuses.total()

    @property
    def good(self) -> int:
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)

    @property
    def share(self) -> float:
        return self.good / self.cases if self.cases else 0.0

    @property
    def others(self) -> str:
        rest = sorted(item for item in self.statuses.items() if not 200 <= item[0] < 300)
        return ", ".join(f"{count} of {status}" for status, count in rest)


def shares_of(report: Path, role: str) -> list[Share]:
    """A share for each operation that got a request, over all phases."""
    statuses: dict[str, Counter[int]] = {}
    for case, response in _answered(report):
        value = case["value"]
        if value.get("meta", {}).get("generation", {}).get("mode") == "positive":
            operation = f"{value['method']} {value['path']}"
            statuses.setdefault(operation, Counter())[response["status_code"]] += 1
    return [Share(operation, role, statuses[operation]) for operation in sorted(statuses)]


def table(shares: Iterable[Share]) -> str:
    rows = sorted(shares, key=lambda share: (share.operation.split()[::-1], share.role))
    wide = max(len(row.operation) for row in rows)
    lines = [f"{'operation':{wide}}  {'role':17}  cases    2xx  share  other answers"]
    lines += [
        f"{row.operation:{wide}}  {row.role:17}  {row.cases:5}  {row.good:5}"
        f"  {row.share:5.0%}  {row.others}".rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def _answered(report: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    with report.open() as events:
        for line in events:
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            for name, case in recorder.get("cases", {}).items():
                response = recorder.get("interactions", {}).get(name, {}).get("response")
                if response:
                    yield case, response
