"""Sending the digests of a slice: claim, compose all, then each row alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError

from progress.digests import claims, files, rendering, suppression
from progress.digests.claims import Claimed
from progress.digests.composing import Composed, compose
from progress.digests.facts import Facts, Kind
from progress.digests.files import FilePost
from progress.digests.post import Answer, Letter, Outcome, Post
from progress.digests.smtp import Server, SmtpPost
from progress.models import DigestPreference, Reason, State, SuppressedAddress
from progress.models.digest import MOST_HANDOVERS

Clock = Callable[[], datetime]

logger = logging.getLogger(__name__)


def send(*, ids: Sequence[UUID], clock: Clock) -> None:
    """Send what is due of these rows; whatever is not begun in time is given back.

    May run twice, late, or next to itself: a row is worked on by whoever claimed it last.
    """
    rows = claims.claim(ids, at=clock())
    if not rows:
        return
    give_back_at = clock() + timedelta(seconds=settings.DIGEST_GIVE_BACK_SECONDS)
    with closing(_post()) as post:
        try:
            for ready in _prepare(rows, at=clock()):
                if clock() >= give_back_at or not _hand_over(ready, post, clock):
                    break
        finally:
            claims.give_back(rows[0].claim, at=clock())


@dataclass(frozen=True, slots=True)
class Written:
    """A row with its facts; without a letter when `reason` says that none is due."""

    row: Claimed
    facts: Facts
    reason: Reason | None
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A row whose mail is written, and what is held against the address so far."""

    row: Claimed
    facts: Facts
    letter: Letter
    refusals: SuppressedAddress | None


def _prepare(rows: Sequence[Claimed], *, at: datetime) -> Iterator[Ready]:
    """Close the rows that need no mail and write the mails of the others."""
    held = suppression.refusals(row.window.email for row in rows)
    reachable = []
    for row in rows:
        refusals = held.get(row.window.email)
        is_suppressed = refusals is not None and refusals.suppressed_at is not None
        if obstacle := _obstacle(row, is_suppressed=is_suppressed, at=at):
            claims.close_unsent(row, State.SKIPPED, obstacle, at=at)
        else:
            reachable.append(row)
    for written in _written(reachable, at=at):
        if written.reason:
            claims.close_unsent(written.row, State.SKIPPED, written.reason, at=at)
        if written.letter:
            refusals = held.get(written.row.window.email)
            yield Ready(written.row, written.facts, written.letter, refusals)


def _obstacle(row: Claimed, *, is_suppressed: bool, at: datetime) -> Reason | None:
    obstacle = row.window.obstacle(is_suppressed=is_suppressed, at=at)
    if obstacle is None and row.handovers and not _has_snapshot(row):
        # Its second handover would go to an address that is hers no more.
        return Reason.UNVERIFIED
    return obstacle


def _has_snapshot(row: Claimed) -> bool:
    """It was written before, for the address she still has: it will be the same mail again."""
    return row.facts is not None and row.facts["email"] == row.window.email


def _written(rows: Sequence[Claimed], *, at: datetime) -> list[Written]:
    """Write all at once; when that fails halve, until the poison row stands alone."""
    if not rows:
        return []
    try:
        return _write(rows, at=at)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
        # The worker or the database, not a row: all of them are given back.
        raise
    except Exception:
        if len(rows) == 1:
            logger.exception("Digest %s cannot be composed.", rows[0].id)
            claims.close_unsent(rows[0], State.DEAD, Reason.COMPOSE_FAILED, at=at)
            return []
    middle = len(rows) // 2
    return _written(rows[:middle], at=at) + _written(rows[middle:], at=at)


def _write(rows: Sequence[Claimed], *, at: datetime) -> list[Written]:
    """Read what there is to tell and lay it out; changes nothing."""
    fresh = [row for row in rows if not _has_snapshot(row)]
    composed = compose([row.window for row in fresh], at=at)
    told = {row.id: each for row, each in zip(fresh, composed, strict=True)}
    return [_laid_out(row, told.get(row.id) or _from_snapshot(row)) for row in rows]


def _from_snapshot(row: Claimed) -> Composed:
    return Composed(Facts.from_json(row.facts or {}), None)


def _laid_out(row: Claimed, composed: Composed) -> Written:
    letter = None if composed.reason else _letter(row, composed.facts)
    return Written(row, composed.facts, composed.reason, letter)


def _letter(row: Claimed, facts: Facts) -> Letter:
    window = row.window
    return rendering.letter_of(facts, learner_id=window.learner_id, window_start=window.start)


def _hand_over(ready: Ready, post: Post, clock: Clock) -> bool:
    """Send one mail: commit, one SMTP transaction, commit.

    False when the server is unwell, and no other mail would fare better.
    """
    if not claims.begin_handover(ready.row, facts=ready.facts.as_json(), at=clock()):
        return True
    answer = post.hand_over(ready.letter)
    _settle(ready, answer, at=clock())
    return answer.outcome is not Outcome.UNWELL


def _settle(ready: Ready, answer: Answer, *, at: datetime) -> None:
    """Write down how a handover ended."""
    row, text = ready.row, answer.text
    match answer.outcome:
        case Outcome.ACCEPTED:
            if claims.close_sent(row, answer=text, at=at):
                _remember_sent(ready, at=at)
        case Outcome.REFUSED:
            if claims.close_refused(row, answer=text, at=at):
                suppression.count_refusal(row.window.email, at=at)
        case Outcome.DEFERRED | Outcome.UNWELL:
            claims.postpone_refused(row, answer=text, at=at)
            claims.open_breaker(cause=text, at=at)
        case Outcome.UNCLEAR if row.handovers + 1 < MOST_HANDOVERS:
            claims.postpone_unclear(row, answer=text, at=at)
        case Outcome.UNCLEAR:
            claims.close_uncertain(row, answer=text, at=at)


def _remember_sent(ready: Ready, *, at: datetime) -> None:
    """What a delivered mail changes beyond its row; most change nothing."""
    window = ready.row.window
    if ready.refusals is not None:
        suppression.forgive(window.email)
    if ready.facts.kind is Kind.STILL_HERE or window.inactive_since is not None:
        asked_at = at if ready.facts.kind is Kind.STILL_HERE else None
        DigestPreference.objects.filter(learner=window.learner_id).update(inactive_since=asked_at)


def _post() -> Post:
    if settings.EMAIL_BACKEND == files.BACKEND:
        return FilePost(Path(settings.EMAIL_FILE_PATH))
    return SmtpPost(Server.from_settings())
