"""`python -m bench.seeding`: writes the benchmark's world into the database of DATABASE_URL.

The database is migrated and empty. Roadmaps are published by our own services, so that what a
read finds compiled is what production would have; learners come by COPY.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

from accounts.models import digest_of
from bench import world
from progress.merging import precedence
from roadmap.graph import Credit, Kind, Node
from roadmap.models import Compiled, Roadmap, RoadmapKind, Skill, SkillKind, Track
from roadmap.ordering import graph_of_nodes
from roadmap.services.filling import replace_draft
from roadmap.services.publishing import publish_version

YEARS = timedelta(days=365)
RECORDING = timedelta(seconds=2)

# What a rival has of a version's drawing, which we keep compiled: it would keep it in columns.
RIVALS_TABLES = """
CREATE TABLE rival_place (
    node_id bigint PRIMARY KEY, layer integer, "order" integer, x integer, y integer
);
CREATE TABLE rival_version (
    version_id bigint PRIMARY KEY, counts jsonb, topological_order jsonb
);
"""


def main() -> None:
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    noon -= timedelta(days=1)
    with _step("skills and roadmaps"):
        _write_skills()
        for sketch in world.sketches():
            _publish(sketch, at=noon - YEARS)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        with _step("what rivals keep of a drawing"):
            _write_drawings(connection)
        with _step(f"{world.LEARNERS:,} learners, {world.EVENTS:,} events"):
            Writing(connection, noon).write()
        with _step("statistics"):
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")


@contextmanager
def _step(title: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"  seeding {title} …", end="", file=sys.stderr, flush=True)
    yield
    print(f" {time.monotonic() - begun:.1f} s", file=sys.stderr, flush=True)


def _write_skills() -> None:
    chance = Random(f"{world.SEED}: skills")
    Skill.objects.bulk_create(
        Skill(
            slug=world.skill_slug(number),
            title=f"Skill {number:03d}",
            kind=chance.choice(SkillKind.values),
            summary=f"What somebody can do who has learned skill {number:03d}, in one sentence.",
            minutes=chance.randrange(30, 1_200, 30),
        )
        for number in range(world.SKILLS)
    )


def _publish(sketch: world.Sketch, *, at: datetime) -> None:
    title = sketch.slug.replace("-", " ").capitalize()
    track = Track.objects.create(slug=f"track-of-{sketch.slug}", title=title)
    roadmap = Roadmap.objects.create(
        slug=sketch.slug, title=title, track=track, kind=RoadmapKind.ROLE
    )
    graph = graph_of_nodes(map(_node, sketch.places), roadmap=sketch.slug, title=title)
    replace_draft(roadmap=roadmap, graph=graph, by=None)
    publish_version(roadmap=roadmap, changelog="The first.", by=None, at=at)


def _node(place: world.Place) -> Node:
    is_skill = place.kind == "skill"
    mode: Any = place.credit_mode
    return Node(
        key=place.key,
        kind=cast(Kind, place.kind),
        title="" if is_skill else place.key.strip("~").replace("-", " ").capitalize(),
        summary="" if is_skill else f"What {place.key} is for.",
        required=place.required,
        group=place.group,
        choose=place.choose,
        requires=tuple(place.requires),
        recommends=tuple(place.recommends),
        credit=Credit(place.credits, mode) if place.credits else None,
    )


def _write_drawings(connection: psycopg.Connection) -> None:
    connection.execute(RIVALS_TABLES)
    ids = {
        (version, key): pk
        for pk, version, key in connection.execute("SELECT id, version_id, key FROM roadmap_node")
    }
    for version, document in Compiled.objects.values_list("pk", "document"):
        told = json.loads(bytes(document))
        connection.execute(
            "INSERT INTO rival_version VALUES (%s, %s, %s)",
            [version, Jsonb(told["counts"]), Jsonb(told["topological_order"])],
        )
        _copy(
            connection,
            'rival_place (node_id, layer, "order", x, y)',
            (
                (ids[version, node["key"]], *(node[name] for name in ("layer", "order", "x", "y")))
                for node in told["nodes"]
            ),
        )


class Entry(NamedTuple):
    """An event, as far as it differs from others."""

    id: UUID
    seq: int
    skill_id: int
    status: str
    roadmap_id: int | None
    occurred_at: datetime


class Writing:
    """Learners with all that is theirs, as rows. Nothing checks them: they fit as they are made."""

    def __init__(self, connection: psycopg.Connection, noon: datetime) -> None:
        self.connection, self.noon = connection, noon
        self.joined_at = noon - timedelta(days=101)
        self.roadmaps: dict[str, int] = dict(
            connection.execute("SELECT slug, id FROM roadmap_roadmap").fetchall()
        )
        self.skills: dict[str, int] = dict(
            connection.execute("SELECT slug, id FROM roadmap_skill").fetchall()
        )

    def write(self) -> None:
        learners = [world.learner(number) for number in range(world.LEARNERS)]
        # Foreign keys are triggers to PostgreSQL, and would take most of the time.
        self.connection.execute("SET session_replication_role = replica")
        for table, columns, rows_of in TABLES:
            rows = (row for learner in learners for row in rows_of(self, learner))
            _copy(self.connection, f"{table} ({columns})", rows)
        self.connection.execute("RESET session_replication_role")

    def users(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        yield (
            *(world.learner_id(learner.number), "!", False, learner.address, ""),
            *(learner.zone, "en", False, "[]", True, False, self.joined_at),
        )

    def addresses(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        yield learner.address, True, True, world.learner_id(learner.number)

    def tokens(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        pk = world.learner_id(learner.number)
        today = datetime.now(UTC).date()
        # Used today already: its first use in a day would write that down.
        yield (
            *(pk, pk, "bench", learner.token[:7], digest_of(learner.token)),
            *('["read", "write"]', self.joined_at, today + YEARS, today),
        )

    def ledgers(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        yield world.learner_id(learner.number), 1, world.LAST_SEQ

    def enrollments(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        pk = world.learner_id(learner.number)
        for seq, slug in enumerate(learner.followed, start=1):
            yield pk, self.roadmaps[slug], 1, self.joined_at, "[]", False, False, seq

    def events(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        pk, zone = world.learner_id(learner.number), ZoneInfo(learner.zone)
        for entry in self._entries(learner):
            wall = entry.occurred_at.astimezone(zone)
            offset = wall.utcoffset() or timedelta()
            yield (
                *(pk, entry.id, entry.seq, entry.skill_id, entry.status, entry.roadmap_id),
                *(entry.occurred_at, entry.occurred_at + RECORDING),
                *(wall.date(), offset // timedelta(minutes=1), "client"),
            )

    def marks(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        pk = world.learner_id(learner.number)
        told = [entry for entry in self._entries(learner) if entry.status != "skipped"]
        for entry in {e.skill_id: e for e in sorted(told, key=precedence)}.values():
            yield (
                *(pk, entry.skill_id, entry.status, entry.occurred_at),
                *(entry.id, entry.roadmap_id, entry.seq),
            )

    def skips(self, learner: world.Learner) -> Iterator[tuple[Any, ...]]:
        pk = world.learner_id(learner.number)
        for entry in self._entries(learner):
            if entry.status == "skipped":
                yield (
                    *(pk, entry.roadmap_id, entry.skill_id),
                    *("skipped", entry.occurred_at, entry.id, entry.seq),
                )

    def _entries(self, learner: world.Learner) -> Iterator[Entry]:
        chance = Random(f"{world.SEED}: event ids of learner {learner.number}")
        for seq, act in enumerate(learner.acts, start=world.FOLLOWED + 1):
            at = act.at(self.noon)
            yield Entry(
                id=world.uuid_of(int(at.timestamp() * 1000), chance),
                seq=seq,
                skill_id=self.skills[act.skill],
                status=act.status,
                roadmap_id=self.roadmaps[act.roadmap] if act.roadmap else None,
                occurred_at=at,
            )


# Each with its columns, and what a learner puts into it.
TABLES = (
    (
        "accounts_user",
        (
            "id, password, is_superuser, email, name, time_zone, locale, is_profile_shared,"
            " shared_roadmaps, is_active, is_staff, joined_at"
        ),
        Writing.users,
    ),
    ("account_emailaddress", 'email, verified, "primary", user_id', Writing.addresses),
    (
        "accounts_token",
        "id, user_id, name, prefix, digest, scopes, created_at, expires_on, last_used_on",
        Writing.tokens,
    ),
    ("progress_ledger", "learner_id, epoch, seq", Writing.ledgers),
    (
        "progress_enrollment",
        "learner_id, roadmap_id, edition, enrolled_at, days_off, is_favourite, is_paused, seq",
        Writing.enrollments,
    ),
    (
        "progress_event",
        (
            "learner_id, id, seq, skill_id, status, roadmap_id, occurred_at, recorded_at,"
            " local_day, utc_offset, source"
        ),
        Writing.events,
    ),
    (
        "progress_mark",
        "learner_id, skill_id, status, at, event_id, roadmap_id, seq",
        Writing.marks,
    ),
    (
        "progress_skip",
        "learner_id, roadmap_id, skill_id, status, at, event_id, seq",
        Writing.skips,
    ),
)


def _copy(connection: psycopg.Connection, target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


if __name__ == "__main__":
    main()
