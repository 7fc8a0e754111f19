"""A learner's window and what decides whether its digest may reach her."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from progress.models import Digest, DigestPreference, Reason

# A mail tells of at most this much: what was missed for longer is no news.
LONGEST_CONTENT = timedelta(days=35)
EMPTY_WINDOWS_BEFORE_ASKING = 3


class Window(NamedTuple):
    """One window of one learner, with all that is known of her at this moment."""

    learner_id: UUID
    start: datetime
    end: datetime
    email: str
    name: str
    time_zone: str
    is_active: bool
    is_verified: bool
    enabled_at: datetime | None
    paused_until: datetime | None
    inactive_since: datetime | None
    # How her last windows ended, newest first; null where there was none.
    last: str | None
    second_last: str | None
    third_last: str | None
    # When the window before this one was closed; null where there was none.
    closed_at: datetime | None

    @property
    def content_start(self) -> datetime:
        """Also what came since a planner that was run ahead of the clock closed the last window."""
        start = min(self.start, self.closed_at or self.start)
        return max(start, self.end - LONGEST_CONTENT)

    @property
    def is_last_of_a_quiet_run(self) -> bool:
        """With this one empty too, it is time to ask whether she is still here."""
        return {self.last, self.second_last, self.third_last} == {Reason.NOTHING_TO_TELL}

    def obstacle(self, *, is_suppressed: bool, at: datetime) -> Reason | None:
        """Why no mail may go to her, whatever there is to tell."""
        if not self.is_active:
            return Reason.ERASED
        if self.enabled_at is None:
            return Reason.UNSUBSCRIBED
        # The planner may have been run ahead of the clock.
        if self.paused_until is not None and self.paused_until > max(at, self.end):
            return Reason.PAUSED
        if not self.is_verified:
            return Reason.UNVERIFIED
        return Reason.SUPPRESSED if is_suppressed else None


def read_windows(digests: QuerySet[Digest], columns: Sequence[str]) -> Iterator[list[Any]]:
    """For each row the named columns, and as the last its Window. One query."""
    annotated = digests.annotate(
        is_verified=Exists(_verified(OuterRef("learner_id"), OuterRef("learner__email"))),
        last=_reason_before(0),
        second_last=_reason_before(1),
        third_last=_reason_before(2),
        closed_at=_closing_before(),
    )
    for row in annotated.values_list(*columns, *_COLUMNS):
        yield [*row[: len(columns)], Window(*row[len(columns) :])]


def open_window(learner: User, preference: DigestPreference, *, at: datetime) -> Window:
    """The window as it would be if it ended now. Two queries."""
    digests = Digest.objects.of(learner.pk).defer("facts").newest_first()
    earlier = list(digests[:EMPTY_WINDOWS_BEFORE_ASKING])
    reasons = [digest.reason for digest in earlier]
    last, second_last, third_last = [*reasons, None, None, None][:3]
    closings = [d.created_at for d in earlier if d.window_end == preference.covered_until]
    return Window(
        learner_id=learner.pk,
        start=preference.covered_until,
        end=max(at, preference.covered_until),
        email=learner.email,
        name=learner.name,
        time_zone=learner.time_zone,
        is_active=learner.is_active,
        is_verified=_verified(learner.pk, learner.email).exists(),
        enabled_at=preference.enabled_at,
        paused_until=preference.paused_until,
        inactive_since=preference.inactive_since,
        last=last,
        second_last=second_last,
        third_last=third_last,
        closed_at=closings[0] if closings else None,
    )


def _verified(user: object, email: object) -> QuerySet[EmailAddress]:
    addresses: QuerySet[EmailAddress] = EmailAddress.objects.filter(user=user, email__iexact=email)
    return addresses.filter(verified=True)


def _reason_before(position: int) -> Subquery:
    """How the learner's window before this one ended, or the one before that, …"""
    earlier = Digest.objects.filter(
        learner=OuterRef("learner_id"), window_start__lt=OuterRef("window_start")
    ).newest_first()
    return Subquery(earlier.values("reason")[position : position + 1])


def _closing_before() -> Subquery:
    """When the window that ended where the learner's window began was closed."""
    before = Digest.objects.filter(
        learner=OuterRef("learner_id"), window_end=OuterRef("window_start")
    )
    return Subquery(before.values("created_at")[:1])


_COLUMNS = (
    "learner_id",
    "window_start",
    "window_end",
    "learner__email",
    "learner__name",
    "learner__time_zone",
    "learner__is_active",
    "is_verified",
    "learner__digest_preference__enabled_at",
    "learner__digest_preference__paused_until",
    "learner__digest_preference__inactive_since",
    "last",
    "second_last",
    "third_last",
    "closed_at",
)
