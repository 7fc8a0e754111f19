"""FastAPI and asyncpg, as somebody writes them who has measured.

Graphs are served as bytes that were made ahead; versions for folding are kept in process; no
connection is reset between requests; each act is as few statements as it can be.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from fastapi import FastAPI, HTTPException, Request, Response

from bench.peers import answers, idiomatic, statements
from bench.peers.acts import EVENTS_A_DAY, Decision, MarkWanted, Refused, check_quota, decide
from bench.peers.folding import Mark, Standing, Version

POOL = 8
CURRENT = """
SELECT v.id, d.etag FROM roadmap_roadmap r
JOIN roadmap_version v ON v.id = r.current_id
JOIN roadmap_compiled d ON d.version_id = v.id
WHERE r.slug = $1
"""
BYTES = "SELECT document FROM roadmap_compiled WHERE version_id = $1"

# Who is calling and what she follows, in one statement; a learner who follows nothing has none.
_FOLLOWER = """
WITH learner AS (
    SELECT u.id, t.scopes, l.epoch || '.' || l.seq AS cursor
    FROM accounts_token t
    JOIN accounts_user u ON u.id = t.user_id
    JOIN progress_ledger l ON l.learner_id = u.id
    WHERE t.digest = $1 AND t.expires_on >= $2 AND u.is_active
)
"""
_ENROLLED = """
SELECT x.id AS learner_id, x.scopes, x.cursor, f.* FROM learner x LEFT JOIN LATERAL (
{enrolled}
) f ON true
"""
DASHBOARD = _FOLLOWER + _ENROLLED.format(
    enrolled=statements.ENROLLED.replace("$1", "x.id") + statements.IN_ORDER
)
PROGRESS = _FOLLOWER + _ENROLLED.format(
    enrolled=statements.ENROLLED.replace("$1", "x.id") + "AND r.slug = $3"
)
FOLDS = """
SELECT s.slug, m.status, m.at, r.slug
FROM progress_mark m
JOIN roadmap_skill s ON s.id = m.skill_id
LEFT JOIN roadmap_roadmap r ON r.id = m.roadmap_id
WHERE m.learner_id = $1 AND m.status <> 'cleared'
UNION ALL
SELECT s.slug, k.status, k.at, r.slug
FROM progress_skip k
JOIN roadmap_skill s ON s.id = k.skill_id
JOIN roadmap_roadmap r ON r.id = k.roadmap_id
WHERE k.learner_id = $1 AND k.status = 'skipped'
"""
# Lock the ledger, and learn all that recording depends on.
AIM = """
SELECT l.epoch, l.seq, s.id AS skill_id,
    EXISTS (
        SELECT 1 FROM roadmap_node n JOIN roadmap_version v ON v.id = n.version_id
        WHERE n.skill_id = s.id AND v.published_at IS NOT NULL
    ) AS is_published,
    (SELECT id FROM roadmap_roadmap WHERE slug = $3 AND current_id IS NOT NULL) AS roadmap_id
FROM progress_ledger l LEFT JOIN roadmap_skill s ON s.slug = $2
WHERE l.learner_id = $1 FOR UPDATE OF l
"""
# The event, the ledger's step and the mark, in one statement.
WRITE = """
WITH event AS (
    INSERT INTO progress_event (learner_id, id, seq, skill_id, status, roadmap_id, occurred_at,
        recorded_at, local_day, utc_offset, source, evidence_url)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'client', $11)
), step AS (
    UPDATE progress_ledger SET seq = $3 WHERE learner_id = $1
)
INSERT INTO progress_mark (learner_id, skill_id, status, at, event_id, roadmap_id, evidence_url,
    seq)
SELECT $1, $4, $5, $7, $2, $6, $11, $3 WHERE $12
ON CONFLICT (learner_id, skill_id) DO UPDATE SET status = excluded.status, at = excluded.at,
    event_id = excluded.event_id, roadmap_id = excluded.roadmap_id,
    evidence_url = excluded.evidence_url, seq = excluded.seq
"""


class Unreset(asyncpg.Connection):
    """Nothing here leaves anything behind on a connection that would have to be reset."""

    def get_reset_query(self) -> str:
        return ""


class State:
    """What the process keeps: its connections, documents as bytes, versions for folding."""

    pool: asyncpg.Pool
    documents: dict[tuple[int, str], bytes] = {}
    versions: dict[int, Version] = {}


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"],
        min_size=POOL,
        max_size=POOL,
        connection_class=Unreset,
        init=idiomatic.with_json,
    ) as pool:
        State.pool = pool
        yield


app = FastAPI(lifespan=lifespan, openapi_url=None)
app.add_exception_handler(Refused, idiomatic.refuse)


def told(body: Any) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")


def digest_of(request: Request) -> str:
    secret = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hashlib.sha256(secret.encode()).hexdigest()


def today() -> Any:
    return datetime.now(UTC).date()


@app.get("/api/v1/roadmaps/{roadmap}/graph")
async def graph(request: Request, roadmap: str) -> Response:
    current = await State.pool.fetchrow(CURRENT, roadmap)
    if current is None:
        raise HTTPException(404)
    headers = {"ETag": current["etag"]}
    if request.headers.get("if-none-match") == current["etag"]:
        return Response(status_code=304, headers=headers)
    key = current["id"], current["etag"]
    if key not in State.documents:
        State.documents[key] = await State.pool.fetchval(BYTES, current["id"])
    return Response(State.documents[key], media_type="application/json", headers=headers)


@app.get("/api/v1/me/enrollments/{roadmap}/progress")
async def progress(request: Request, roadmap: str) -> Response:
    async with State.pool.acquire() as db:
        row = await db.fetchrow(PROGRESS, digest_of(request), today(), roadmap)
        check(row, "read")
        if row["roadmap"] is None:
            raise HTTPException(404)
        [standing] = await standings(db, row["learner_id"], [row])
    return told(answers.progress(row, standing, row["cursor"]))


@app.get("/api/v1/me/enrollments")
async def dashboard(request: Request) -> Response:
    async with State.pool.acquire() as db:
        found = await db.fetch(DASHBOARD, digest_of(request), today())
        check(found[0] if found else None, "read")
        rows = [row for row in found if row["roadmap"]]
        stood = await standings(db, found[0]["learner_id"], rows)
    items = [answers.enrollment(row, standing) for row, standing in zip(rows, stood, strict=True)]
    return told({"items": items, "next_cursor": None})


def check(row: asyncpg.Record | None, scope: str) -> None:
    if row is None:
        raise HTTPException(401)
    if scope not in row["scopes"]:
        raise HTTPException(403)


@app.put("/api/v1/me/marks/{skill}")
async def mark(request: Request, skill: str) -> Response:
    wanted = MarkWanted.model_validate_json(await request.body())
    async with State.pool.acquire() as db:
        learner = await db.fetchrow(statements.TOKEN, digest_of(request), today())
        check(learner, "write")
        async with db.transaction():
            decision, cursor = await record(db, learner, skill, wanted)
            rows = await db.fetch(statements.ENROLLED + statements.IN_ORDER, learner["id"])
            await keep_versions(db, rows)
            moved = [row for row in rows if State.versions[row["version_id"]].counting(skill)]
            stood = await standings(db, learner["id"], moved)
    return told(answers.marked(skill, decision, stood, cursor))


async def record(db: Any, learner: Any, skill: str, wanted: MarkWanted) -> tuple[Decision, str]:
    """Append an event to the learner's ledger, and keep the mark that it makes."""
    now, learner_id = datetime.now(UTC), learner["id"]
    aim = await db.fetchrow(AIM, learner_id, skill, wanted.roadmap)
    if not aim["is_published"]:
        raise Refused(422, "unknown_skill")
    if wanted.roadmap and aim["roadmap_id"] is None:
        raise Refused(422, "unknown_roadmap")
    rivals = await db.fetch(statements.RIVALS, learner_id, aim["skill_id"], wanted.event_id)
    decision = decide(wanted, skill, rivals, now)
    if decision.event is None:
        return decision, f"{aim['epoch']}.{aim['seq']}"
    seq = aim["seq"] + 1
    if seq > EVENTS_A_DAY:
        check_quota(await db.fetchval(statements.FILLED, learner_id, seq - EVENTS_A_DAY), now)
    event = decision.event
    day, offset = wanted.day(event["occurred_at"], learner["time_zone"])
    await db.execute(
        WRITE,
        *(learner_id, event["id"], seq, aim["skill_id"], event["status"], aim["roadmap_id"]),
        *(event["occurred_at"], now, day, offset, event["evidence_url"], decision.is_applied),
    )
    return decision, f"{aim['epoch']}.{seq}"


async def standings(db: Any, learner_id: UUID, rows: Iterable[asyncpg.Record]) -> list[Standing]:
    """Her marks and skips, folded over the versions that she reads."""
    rows = list(rows)
    await keep_versions(db, rows)
    marks: dict[str, Mark] = {}
    skips: dict[str, dict[str, datetime]] = defaultdict(dict)
    for skill, status, at, roadmap in await db.fetch(FOLDS, learner_id):
        if status == "skipped":
            skips[roadmap][skill] = at
        else:
            marks[skill] = Mark(skill, status, at, roadmap)
    return [
        Standing(State.versions[row["version_id"]], marks, skips[row["roadmap"]]) for row in rows
    ]


async def keep_versions(db: Any, rows: Iterable[asyncpg.Record]) -> None:
    """A published version never changes, so it is read once."""
    if missing := [row["version_id"] for row in rows if row["version_id"] not in State.versions]:
        State.versions |= await idiomatic.versions_of(db, missing)
