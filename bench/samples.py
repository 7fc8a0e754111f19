"""What measuring one side of one row came to, and what rounds of it come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.ratios import Ratio


@dataclass(frozen=True)
class Sample:
    """CPU time for one request, or one unit of a job, in milliseconds."""

    server_ms: float
    postgres_ms: float
    units: int
    per_second: float = 0.0
    median_ms: float = 0.0
    p99_ms: float = 0.0
    bytes: float = 0.0

    @property
    def cpu_ms(self) -> float:
        return self.server_ms + self.postgres_ms


@dataclass
class Measured:
    """One side of one row, round by round."""

    queries: float = 0.0
    memory_mib: float = 0.0
    rounds: list[Sample] = field(default_factory=list)

    @property
    def cpu_ms(self) -> list[float]:
        return [sample.cpu_ms for sample in self.rounds]

    def median(self, name: str) -> float:
        return float(median(getattr(sample, name) for sample in self.rounds))


@dataclass(frozen=True)
class Comparison:
    """A row against one rival."""

    row: str
    rival: str
    goal: float | None
    ours: Measured
    theirs: Measured

    @property
    def ratio(self) -> Ratio:
        rounds = min(len(self.ours.rounds), len(self.theirs.rounds))
        return Ratio.of(self.ours.cpu_ms[:rounds], self.theirs.cpu_ms[:rounds])


def there_and_back(sides: Sequence[str], number: int) -> list[str]:
    """The order of a round: every other one backwards, so that no drift weighs on one side."""
    return list(sides) if number % 2 == 0 else list(reversed(sides))
