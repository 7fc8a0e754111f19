"""A learner's weeks in a few words, for tests of the digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from accounts.models import User
from progress.digests import claims, files, planning, sending, sweeping
from progress.digests.facts import Facts
from progress.digests.suppression import count_refusal
from progress.merging import Act
from progress.models import Digest, SuppressedAddress
from progress.services import mark_skill
from tests.factories import LONG_AGO

# After everybody's jitter; the slot itself is an hour earlier.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
SLOT = datetime(2026, 11, 23, 8, tzinfo=UTC)
FRIDAY = LONG_AGO
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
LEASE = timedelta(seconds=600)


@dataclass
class Hands:
    """What beat and the workers do, by hand; `now` is their clock."""

    now: datetime

    def clock(self) -> datetime:
        return self.now

    def plan(self) -> list[UUID]:
        return [id_ for ids in planning.plan_due(at=self.now, clock=self.clock) for id_ in ids]

    def send(self, ids: list[UUID] | None = None) -> None:
        sending.send(ids=self.all if ids is None else ids, clock=self.clock)

    def sweep(self) -> list[UUID]:
        return sweeping.sweep(at=self.now)

    def plan_and_send(self) -> None:
        self.send(self.plan())

    def pass_time(self, by: timedelta) -> None:
        self.now += by

    @property
    def all(self) -> list[UUID]:
        return list(Digest.objects.order_by("pk").values_list("pk", flat=True))


def did(learner: User, *skills: str, status: str = "done", at: datetime = FRIDAY + HOUR) -> None:
    for skill in skills:
        mark_skill(learner=learner, act=Act(skill=skill, status=status), at=at)


def digest_of(learner: User) -> Digest:
    """The learner's latest."""
    return Digest.objects.filter(learner=learner).latest("window_start")


def reread(digest: Digest) -> Digest:
    return Digest.objects.get(pk=digest.pk)


def die_in_mid_handover(planned: Digest, hands: Hands) -> None:
    """What a worker leaves behind that was killed while it spoke with the mail server."""
    (row,) = claims.claim([planned.pk], at=hands.now)
    facts = Facts(
        email=row.window.email,
        name="Ada",
        first_day="2026-11-20",
        last_day="2026-11-23",
        composed_at="2026-11-23T09:00:00+00:00",
    )
    claims.begin_handover(row, facts=row.facts or facts.as_json(), at=hands.now)


def suppress(email: str) -> None:
    for _ in range(3):
        count_refusal(email, at=FRIDAY)
    assert SuppressedAddress.objects.get().suppressed_at == FRIDAY


def mails_in(folder: Path) -> list[EmailMessage]:
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in reversed(files.newest_first(folder))
    ]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part
    return str(part.get_content())
