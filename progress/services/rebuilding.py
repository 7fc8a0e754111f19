"""Rebuilding: marks and skips computed anew from the events that they fold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from progress.merging import OF_MARKS, OF_SKIPS
from progress.models import Event, Ledger, Mark, Skip

Kept = TypeVar("Kept", Mark, Skip)

SLICE = 200


@dataclass(frozen=True)
class Rebuilt:
    """One committed slice: how many learners were looked at, how many rows were wrong."""

    learners: int
    mended: int


def rebuild_folds() -> Iterator[Rebuilt]:
    """Make all marks and skips say what the events say, a slice of learners at a time.

    A learner with a mended row gets a new epoch: her clients' cursors end, and they read all
    anew. Where nothing is wrong nothing is written. Statements per slice do not grow.
    """
    ledgers = Ledger.objects.order_by("pk")
    ids = list(ledgers.values_list("pk", flat=True)[:SLICE])
    while ids:
        yield _rebuild(ids)
        ids = list(ledgers.filter(pk__gt=ids[-1]).values_list("pk", flat=True)[:SLICE])


@transaction.atomic
def _rebuild(learner_ids: list[UUID]) -> Rebuilt:
    # In the order of ids, so that two rebuilds wait for each other instead of dying.
    held = Ledger.objects.select_for_update().filter(pk__in=learner_ids).order_by("pk")
    learners = len(held)
    mended = _mend(Mark, learner_ids) + _mend(Skip, learner_ids)
    Ledger.objects.filter(pk__in=set(mended)).update(epoch=F("epoch") + 1)
    return Rebuilt(learners, len(mended))


def _mend(fold: type[Kept], learner_ids: Collection[UUID]) -> list[UUID]:
    """Put right what differs from the events; the learner of each row that did."""
    kept = {row.pk: row for row in fold.objects.filter(learner__in=learner_ids)}
    due = {row.pk: row for row in map(fold.of, _in_force(fold, learner_ids))}
    wrong = [row for key, row in due.items() if key not in kept or _differ(row, kept[key])]
    orphaned = [key for key in kept if key not in due]
    fold.objects.put(wrong)
    fold.objects.filter(pk__in=orphaned).delete()
    return [row.learner_id for row in wrong] + [key[0] for key in orphaned]


def _in_force(fold: type[Kept], learner_ids: Collection[UUID]) -> Iterator[Event]:
    """The greatest (occurred_at, id) of each learner and skill, for skips of each roadmap too."""
    statuses, rivals = (
        (OF_MARKS, [F("learner"), F("skill")])
        if fold is Mark
        else (OF_SKIPS, [F("learner"), F("roadmap"), F("skill")])
    )
    place = Window(RowNumber(), partition_by=rivals, order_by=["-occurred_at", "-id"])
    events = Event.objects.filter(learner__in=learner_ids, status__in=statuses)
    return events.annotate(place=place).filter(place=1).iterator()


def _differ(one: Mark | Skip, other: Mark | Skip) -> bool:
    columns = [field.attname for field in one._meta.concrete_fields]
    return any(getattr(one, column) != getattr(other, column) for column in columns)
