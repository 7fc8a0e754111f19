"""Importing a roadmap file of 10,000 skills and 13,333 edges, checked, into a draft.

`ours` calls what `roadmap_import --write` calls; `loop-of-creates` validates with serializers and
writes row by row. Both are rolled back. A unit is a node; `queries` are the statements of the
whole import; `digest` covers skills and edges as PostgreSQL reads them back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection, transaction

from bench.jobs.big_file import ROADMAP, SKILLS, big_file
from bench.jobs.loop_of_creates import import_file
from bench.jobs.protocol import Done, Preparation, Work, main
from roadmap.services.importing import import_files

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)

# Writes what a file says.
Import = Callable[[bytes], object]


def side(import_: Import, *, skills: int = SKILLS) -> Preparation:
    @contextmanager
    def prepared() -> Iterator[Work]:
        raw = big_file(skills)
        with transaction.atomic():
            yield lambda: _done(import_, raw)
            transaction.set_rollback(True)

    return prepared


def import_ours(raw: bytes) -> None:
    import_files(files={"big.yaml": raw}, write=True, publish=False, by=None, at=AT)


def _done(import_: Import, raw: bytes) -> Done:
    import_(raw)
    with connection.cursor() as cursor:
        cursor.execute(_READ_BACK, {"roadmap": ROADMAP})
        nodes, digest = cursor.fetchone()
    return Done(nodes, digest)


# One statement and no rows on the way: reading back is not what is measured.
_READ_BACK = """
WITH nodes AS (
    SELECT node.id, skill.slug, skill.title, skill.minutes
    FROM roadmap_node AS node
    JOIN roadmap_version AS version ON version.id = node.version_id
    JOIN roadmap_roadmap AS roadmap ON roadmap.id = version.roadmap_id
    JOIN roadmap_skill AS skill ON skill.id = node.skill_id
    WHERE roadmap.slug = %(roadmap)s
), stated AS (
    SELECT concat_ws(' ', slug, title, minutes) AS line FROM nodes
    UNION ALL
    SELECT concat_ws(' ', source.slug, target.slug, edge.kind)
    FROM roadmap_edge AS edge
    JOIN nodes AS source ON source.id = edge.source_id
    JOIN nodes AS target ON target.id = edge.target_id
)
SELECT (SELECT count(*) FROM nodes),
       encode(sha256(string_agg(line, E'\\n' ORDER BY line COLLATE "C")::bytea), 'hex')
FROM stated
"""

SIDES: dict[str, Preparation] = {"ours": side(import_ours), "loop-of-creates": side(import_file)}

if __name__ == "__main__":
    sys.exit(main(__doc__, SIDES))
