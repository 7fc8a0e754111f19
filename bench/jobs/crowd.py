"""Learners whose digest is due, with a week to tell of, out of whatever is in the database.

A run needs rows that a seed has no reason to hold, and the next run must meet what this one met.
So what will change is copied aside first and put back last; where a run was killed, the next one
puts back before it begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier

from progress.digests.slots import Rhythm, slot_from

WEEK = timedelta(days=7)
MONDAY, MORNING = 0, 8
# Small tables, kept whole. Of marks and events those are ours that came after the kept `seq`.
KEPT = (
    "progress_ledger",
    "progress_digest",
    "progress_digestpreference",
    "account_emailaddress",
)


@dataclass(frozen=True)
class Crowd:
    """Learners in an order that says nothing about them, all due at one instant.

    That instant follows from the events in the database, not from today: both sides of a job
    write the same dates into the same mails.
    """

    learner_ids: list[UUID]
    addresses: list[str]
    due_at: datetime


@contextmanager
def due_crowd(size: int) -> Iterator[Crowd]:
    """At most `size` learners, all due, each with up to five skills taken up in the last week."""
    _put_back()
    _prepare(size)
    try:
        yield _crowd()
    finally:
        _put_back()


def _crowd() -> Crowd:
    with connection.cursor() as cursor:
        cursor.execute("SELECT learner_id, email, due_at FROM bench_kept.crowd ORDER BY place")
        rows = cursor.fetchall()
    if not rows:
        raise LookupError("Nobody in this database follows a roadmap.")
    learner_ids, addresses, instants = zip(*rows, strict=True)
    return Crowd(list(learner_ids), list(addresses), instants[0])


@transaction.atomic
def _prepare(size: int) -> None:
    due_at = _next_monday_after_all_events()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bench_kept")
        for table in KEPT:
            cursor.execute(_of("CREATE TABLE bench_kept.{} AS TABLE {}", table, table))
        cursor.execute(_CHOOSE, {"due_at": due_at, "size": size})
        cursor.execute(_LAST_WEEK, {"since": due_at - WEEK})
        for statement in (*_ACT, *_VERIFY, _SILENCE):
            cursor.execute(statement)
        cursor.execute(_MAKE_DUE, {"since": due_at - WEEK})
        # A worker meets tables of which PostgreSQL knows what they hold.
        for table in KEPT:
            cursor.execute(_of("ANALYZE {}", table))


def _next_monday_after_all_events() -> datetime:
    """A week that holds nothing but what we put into it begins after all that is recorded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) FROM progress_event")
        latest = cursor.fetchone()[0] or datetime(2026, 1, 1, tzinfo=UTC)
    return slot_from(Rhythm(MONDAY, MORNING, ZoneInfo("UTC")), latest + WEEK)


@transaction.atomic
def _put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench_kept.crowd')")
        if cursor.fetchone()[0] is None:
            return
        for table in ("progress_mark", "progress_event"):
            cursor.execute(_of(_FORGET, table))
        for table in KEPT:
            cursor.execute(_of("DELETE FROM {}", table))
            cursor.execute(_of("INSERT INTO {} TABLE bench_kept.{}", table, table))
        cursor.execute("DROP SCHEMA bench_kept CASCADE")


def _of(statement: LiteralString, *tables: str) -> Composed:
    return SQL(statement).format(*map(Identifier, tables))


_FORGET = """
DELETE FROM {} AS ours USING bench_kept.progress_ledger AS ledger
WHERE ours.learner_id = ledger.learner_id AND ours.seq > ledger.seq
"""
_CHOOSE = """
CREATE TABLE bench_kept.crowd AS
SELECT learner_id, email, place, %(due_at)s::timestamptz AS due_at
FROM (
    SELECT id AS learner_id, email, row_number() OVER (ORDER BY md5(id::text)) AS place
    FROM accounts_user
    WHERE is_active
      AND id IN (SELECT learner_id FROM progress_ledger)
      AND id IN (SELECT learner_id FROM progress_enrollment WHERE left_at IS NULL)
) AS everybody
WHERE place <= %(size)s
"""
# Skills without a mark: what is new is easily taken away again.
_LAST_WEEK = """
CREATE TABLE bench_kept.week AS
SELECT learner_id, skill_id, roadmap_id, nth,
       CASE WHEN nth <= 3 THEN 'done' ELSE 'in_progress' END AS status,
       %(since)s::timestamptz + nth * interval '26 hours' AS at,
       md5(learner_id::text || skill_id)::uuid AS event_id
FROM (
    SELECT learner_id, skill_id, min(roadmap_id) AS roadmap_id,
           row_number() OVER (PARTITION BY learner_id ORDER BY min(position), skill_id) AS nth
    FROM bench_kept.crowd
    JOIN progress_enrollment AS enrollment USING (learner_id)
    JOIN roadmap_roadmap AS roadmap ON roadmap.id = enrollment.roadmap_id
    JOIN roadmap_node AS node ON node.version_id = roadmap.current_id
    WHERE enrollment.left_at IS NULL AND node.skill_id IS NOT NULL
      AND NOT EXISTS (
          SELECT FROM progress_mark AS mark
          WHERE mark.learner_id = enrollment.learner_id AND mark.skill_id = node.skill_id
      )
    GROUP BY learner_id, skill_id
) AS unmarked
WHERE nth <= 5
"""
_ACT = (
    """
    INSERT INTO progress_event (learner_id, id, seq, skill_id, status, roadmap_id, occurred_at,
                                recorded_at, local_day, utc_offset, source)
    SELECT learner_id, event_id, seq + nth, skill_id, status, roadmap_id, at,
           at, (at AT TIME ZONE 'UTC')::date, 0, 'client'
    FROM bench_kept.week JOIN progress_ledger USING (learner_id)
    """,
    """
    INSERT INTO progress_mark (learner_id, skill_id, status, at, event_id, roadmap_id, seq)
    SELECT learner_id, skill_id, status, at, event_id, roadmap_id, seq + nth
    FROM bench_kept.week JOIN progress_ledger USING (learner_id)
    """,
    """
    UPDATE progress_ledger SET seq = seq + acts
    FROM (SELECT learner_id, max(nth) AS acts FROM bench_kept.week GROUP BY learner_id) AS week
    WHERE progress_ledger.learner_id = week.learner_id
    """,
)
_VERIFY = (
    """
    INSERT INTO account_emailaddress (user_id, email, verified, "primary")
    SELECT learner_id, email, true, false FROM bench_kept.crowd
    WHERE NOT EXISTS (
        SELECT FROM account_emailaddress AS address
        WHERE address.user_id = learner_id AND upper(address.email) = upper(crowd.email)
    )
    """,
    """
    UPDATE account_emailaddress AS address SET verified = true FROM bench_kept.crowd
    WHERE address.user_id = crowd.learner_id AND upper(address.email) = upper(crowd.email)
      AND NOT verified
    """,
)
_SILENCE = "UPDATE progress_digestpreference SET slot_at = NULL, next_at = NULL"
_MAKE_DUE = """
INSERT INTO progress_digestpreference (learner_id, enabled_at, weekday, hour, covered_until,
                                       slot_at, next_at)
SELECT learner_id, %(since)s, 0, 8, %(since)s, due_at, due_at FROM bench_kept.crowd
ON CONFLICT (learner_id) DO UPDATE SET
    enabled_at = excluded.enabled_at, weekday = excluded.weekday, hour = excluded.hour,
    paused_until = NULL, covered_until = excluded.covered_until, slot_at = excluded.slot_at,
    next_at = excluded.next_at, inactive_since = NULL
"""
