"""What handing a mail over means, whatever it is handed to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Outcome(Enum):
    """How one handover ended; all but the last are definite."""

    ACCEPTED = "accepted"
    # The server will not have this mail now; it was not delivered.
    DEFERRED = "deferred"
    # The server cannot be talked to, or not by us: every other mail would fare the same.
    UNWELL = "unwell"
    # The recipient's mailbox is refused for good.
    REFUSED = "refused"
    # The whole mail went out and no answer came back: it may have been delivered.
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    text: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail with exactly one recipient, as it goes over the wire."""

    sender: str
    recipient: str
    content: bytes


class Post(Protocol):
    """Takes letters one by one over one connection."""

    def hand_over(self, letter: Letter) -> Answer:
        """Never raises for what the other side does: silence and refusals are answers."""

    def close(self) -> None: ...
