"""The result as a table for people, as JSON for programs, and as the table of the docs."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.machine import Cores, Noise
from bench.samples import Comparison, Measured
from bench.servers import ROOT

DOCS = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
HEAD = ("row", "ours ms", "rival", "rival ms", "ratio", "goal", "spread", "queries", "KB", "MiB")


@dataclass(frozen=True)
class Report:
    comparisons: Sequence[Comparison]
    noise: Noise
    cores: Cores
    rounds: int
    seconds: float
    on: date
    commit: str

    def document(self) -> dict[str, Any]:
        """`rows` is what is promised; `measured` and `run` tell how it came about.

        `spread` is in percent of the ratio; `queries` are ours for one request or slice.
        """
        return {
            "rows": [
                {
                    "row": each.row,
                    "rival": each.rival,
                    "ratio": round(each.ratio.value, 3),
                    "goal": each.goal,
                    "spread": round(each.ratio.spread, 1),
                    "queries": round(each.ours.queries, 2),
                }
                for each in self.comparisons
            ],
            "measured": [
                {"row": row, "side": side, **_facts(measured)}
                for (row, side), measured in self._sides().items()
            ],
            "run": {
                "on": self.on.isoformat(),
                "commit": self.commit,
                "rounds": self.rounds,
                "seconds": self.seconds,
                "machine": self.machine,
                "noise_percent": round(self.noise.percent, 1),
                "busy": round(self.noise.busy, 2),
            },
        }

    def table(self) -> str:
        """For a terminal, and for Markdown as it is."""
        lines = [HEAD, *map(_line, self.comparisons)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        shown = [
            "| "
            + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            + " |"
            for line in lines
        ]
        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        return "\n".join([shown[0], rule, *shown[1:]])

    def closing(self) -> str:
        """How the machine was."""
        return (
            f"{self.on}, commit {self.commit}, {self.rounds} rounds of {self.seconds:g} s, "
            f"{self.machine}. The same fixed work took ±{self.noise.percent:.1f} % of its median "
            f"CPU time, and {self.noise.busy:.2f} times its CPU time by the clock."
        )

    @property
    def machine(self) -> str:
        pinned = "pinned" if self.cores.server is not None else "not pinned"
        return f"{os.cpu_count()} cores, {pinned}, Python {platform.python_version()}"

    def write_docs(self, path: Path = DOCS) -> None:
        """Put the table between its two marks."""
        text = path.read_text()
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        path.write_text(f"{before}{BEGIN}\n\n{self.table()}\n\n{self.closing()}\n\n{END}{after}")

    def _sides(self) -> dict[tuple[str, str], Measured]:
        found: dict[tuple[str, str], Measured] = {}
        for each in self.comparisons:
            found[each.row, "ours"] = each.ours
            found[each.row, each.rival] = each.theirs
        return found


def commit() -> str:
    """The commit that is checked out, marked when files differ from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() or "unknown"


def _facts(measured: Measured) -> dict[str, float]:
    names = ("server_ms", "postgres_ms", "per_second", "median_ms", "p99_ms", "bytes")
    told = {name: round(measured.median(name), 4) for name in names}
    return told | {
        "queries": round(measured.queries, 2),
        "memory_mib": round(measured.memory_mib, 1),
    }


def _line(each: Comparison) -> tuple[str, ...]:
    ratio = each.ratio
    mark = {None: "", True: " ✓", False: " ✗"}[ratio.meets(each.goal)]
    return (
        each.row,
        _ms(each.ours),
        each.rival,
        _ms(each.theirs),
        f"{ratio.value:.2f}",
        "" if each.goal is None else f"≥ {each.goal:g}{mark}",
        f"±{ratio.spread:.1f} %",
        f"{each.ours.queries:g} / {each.theirs.queries:g}",
        f"{each.ours.median('bytes') / 1000:.1f}",
        f"{each.ours.memory_mib:.0f} / {each.theirs.memory_mib:.0f}",
    )


def _ms(measured: Measured) -> str:
    return f"{measured.median('server_ms'):.3f} + {measured.median('postgres_ms'):.3f}"
