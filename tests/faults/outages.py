"""What a crowd went through while a server was away, as one row of a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.crowd import Answer

HEAD = f"{'server':<11}{'fault':<10}{'answers':<34}{'slowest':>9}{'good again':>12}{'last 503':>10}"


@dataclass
class Outage:
    """One fault of one server, from `began_at` to `ended_at`, and every answer around it."""

    server: str
    fault: str
    began_at: float = 0.0
    ended_at: float = 0.0
    answers: list[Answer] = field(default_factory=list, repr=False)

    @property
    def faults(self) -> list[str]:
        """What nobody may ever be answered."""
        return [answer.fault for answer in self.answers if answer.fault]

    @property
    def slowest(self) -> Answer:
        """Of what was asked before the server was back; after that it is not to blame."""
        asked = [answer for answer in self.answers if answer.sent_at < self.ended_at]
        return max(asked, key=lambda answer: answer.seconds)

    @property
    def hit(self) -> set[str]:
        """Which visitors were told to come later."""
        return {answer.visitor for answer in self.answers if answer.status == 503}

    @property
    def good_again(self) -> float:
        """Seconds from the end of the fault to the first good answer to one who had been hit."""
        return min(self._good_after(self.hit), default=0.0)

    @property
    def last_refusal(self) -> float:
        """Seconds from the end of the fault until nobody was told to come later any more."""
        refusals = [answer.ended_at for answer in self.answers if answer.status == 503]
        return max([at - self.ended_at for at in refusals] + [0.0])

    @property
    def still_hit(self) -> set[str]:
        """Which visitors had no good answer after the fault."""
        return {visitor for visitor in self.hit if not self._good_after({visitor})}

    def _good_after(self, visitors: set[str]) -> list[float]:
        return [
            answer.ended_at - self.ended_at
            for answer in self.answers
            if answer.visitor in visitors and answer.is_good and answer.ended_at > self.ended_at
        ]

    def __str__(self) -> str:
        statuses = Counter(answer.status for answer in self.answers)
        told = " · ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
        times = (
            f"{self.slowest.seconds:>7.2f} s{self.good_again:>10.2f} s{self.last_refusal:>8.2f} s"
        )
        return f"{self.server:<11}{self.fault:<10}{told:<34}{times}"
