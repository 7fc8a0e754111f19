"""Ratios of what rivals and we cost, and how far to trust them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """How many times more a rival costs than we do: above 1 we are cheaper.

    `value` is the median over rounds of rival ÷ ours, each round one ratio. `spread` is half of
    the range of those ratios, in percent of the median: the rounds lay within `value` ± `spread`,
    when centred. Servers start anew in each round, so that it covers what differs from start to
    start, too.
    """

    value: float
    spread: float

    @classmethod
    def of(cls, ours: Sequence[float], rival: Sequence[float]) -> Ratio:
        ratios = [theirs / mine for mine, theirs in zip(ours, rival, strict=True)]
        value = median(ratios)
        return cls(value, 100 * (max(ratios) - min(ratios)) / 2 / value)

    @property
    def margin(self) -> float:
        """The spread in the unit of the ratio."""
        return self.value * self.spread / 100

    def agrees_with(self, other: Ratio) -> bool:
        """Whether `value` ± `spread` of both overlap: what two runs of one commit promise."""
        return abs(self.value - other.value) <= self.margin + other.margin

    def meets(self, goal: float | None) -> bool | None:
        return None if goal is None else self.value >= goal
