"""What is measured, against whom, and what is hoped for: the whole benchmark in one table.

To add a row: give it its requests (bench/requests.py) or its job (bench/jobs), its rivals with
their goals here, and the rivals' half of the work in bench/peers. Equal answers are asked for
before anything is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench import requests

# A goal is the least ratio, rival ÷ ours, of CPU time of server and PostgreSQL together. None is
# no goal: it is printed for those who want to know.
Goals = Mapping[str, float | None]


@dataclass(frozen=True)
class HttpRow:
    """A request that every side answers with equal JSON.

    `knows` asks with the ETag that the side itself gave. `writes` says that the requests are used
    up, each only once, and that what they wrote is taken back behind each measurement.
    """

    name: str
    requests: Callable[[], list[bytes]]
    rivals: Goals
    status: int = 200
    knows: bool = False
    writes: bool = False


@dataclass(frozen=True)
class JobRow:
    """Work without HTTP: `python -m bench.jobs.<name> <side>`, which leaves no trace.

    Rivals are slow here, so that it is done in no more than `most_rounds`.
    """

    name: str
    rivals: Goals
    most_rounds: int = 3

    @property
    def module(self) -> str:
        return f"bench.jobs.{self.name}"


Row = HttpRow | JobRow

ROWS: tuple[Row, ...] = (
    HttpRow("graph", requests.graphs, {"idiomatic": 10, "tuned": 0.6, "naive": None}),
    HttpRow(
        "graph_304",
        requests.graphs,
        {"idiomatic": None, "tuned": None, "naive": None},
        status=304,
        knows=True,
    ),
    HttpRow("progress", requests.progresses, {"idiomatic": 1.2, "tuned": None, "naive": None}),
    HttpRow("mark", requests.marks, {"idiomatic": 2, "tuned": None, "naive": None}, writes=True),
    HttpRow("dashboard", requests.dashboards, {"idiomatic": None, "tuned": 1.5, "naive": None}),
    JobRow("digest_composing", {"orm-loop": 15, "orm-loop-remembering": None}),
    JobRow("digest_end_to_end", {"orm-loop": None, "orm-loop-remembering": None}),
    JobRow("import_10000", {"loop-of-creates": 60}),
)
NAMES = tuple(row.name for row in ROWS)


def chosen(names: list[str]) -> list[Row]:
    """The rows of these names, in the table's order; all when none is named."""
    return [row for row in ROWS if not names or row.name in names]
