"""FastAPI and asyncpg, as a good programmer writes them: plain queries, rows, dicts, orjson."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import orjson
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response

from bench.peers import answers, statements
from bench.peers.acts import EVENTS_A_DAY, Decision, MarkWanted, Refused, check_quota, decide
from bench.peers.folding import Mark, Node, Standing, Version
from bench.peers.graphs import document

POOL = 8


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"], min_size=POOL, max_size=POOL, init=with_json
    ) as pool:
        app.state.pool = pool
        yield


async def with_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb", encoder=json.dumps, decoder=orjson.loads, schema="pg_catalog"
    )


app = FastAPI(lifespan=lifespan)


@app.exception_handler(Refused)
async def refuse(_: Request, refused: Refused) -> Response:
    return Response(str(refused), refused.status)


async def connection(request: Request) -> AsyncIterator[asyncpg.Connection]:
    async with request.app.state.pool.acquire() as acquired:
        yield acquired


Connection = Annotated[asyncpg.Connection, Depends(connection)]


async def learner(
    db: Connection, request: Request, authorization: Annotated[str, Header()] = ""
) -> Any:
    digest = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
    found = await db.fetchrow(statements.TOKEN, digest, datetime.now(UTC).date())
    if found is None:
        raise HTTPException(401)
    if ("read" if request.method == "GET" else "write") not in found["scopes"]:
        raise HTTPException(403)
    return found


Learner = Annotated[Any, Depends(learner)]


def told(body: Any) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")


@app.get("/api/v1/roadmaps/{roadmap}/graph")
async def graph(
    db: Connection, roadmap: str, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    version = await db.fetchrow(statements.CURRENT, roadmap)
    if version is None:
        raise HTTPException(404)
    etag = f'"{version["content_hash"]}"'
    if if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag})
    drawing = await db.fetchrow(statements.DRAWING, version["id"])
    nodes = await db.fetch(statements.DOCUMENT_NODES, version["id"])
    edges = await db.fetch(statements.DOCUMENT_EDGES, version["id"])
    credits_ = await db.fetch(statements.DOCUMENT_CREDITS, version["id"])
    body = orjson.dumps(document(version, drawing, nodes, edges, credits_))
    return Response(body, media_type="application/json", headers={"ETag": etag})


@app.get("/api/v1/me/enrollments/{roadmap}/progress")
async def progress(db: Connection, learner: Learner, roadmap: str) -> Response:
    query = statements.ENROLLED + statements.ON_ONE
    row = await db.fetchrow(query, learner["id"], roadmap)
    if row is None:
        raise HTTPException(404)
    cursor = await db.fetchval(statements.CURSOR, learner["id"])
    [standing] = await standings(db, learner["id"], [row])
    return told(answers.progress(row, standing, cursor))


@app.get("/api/v1/me/enrollments")
async def dashboard(db: Connection, learner: Learner) -> Response:
    rows = await db.fetch(statements.ENROLLED + statements.IN_ORDER, learner["id"])
    stood = await standings(db, learner["id"], rows)
    items = [answers.enrollment(row, standing) for row, standing in zip(rows, stood, strict=True)]
    return told({"items": items, "next_cursor": None})


@app.put("/api/v1/me/marks/{skill}")
async def mark(db: Connection, learner: Learner, skill: str, wanted: MarkWanted) -> Response:
    async with db.transaction():
        decision, cursor = await record(db, learner, skill, wanted)
        rows = await db.fetch(statements.ENROLLED + statements.IN_ORDER, learner["id"])
        versions = [row["version_id"] for row in rows]
        holding = {row[0] for row in await db.fetch(statements.HOLDING, versions, skill)}
        moved = [row for row in rows if row["version_id"] in holding]
        stood = await standings(db, learner["id"], moved)
    return told(answers.marked(skill, decision, stood, cursor))


async def record(db: Any, learner: Any, skill: str, wanted: MarkWanted) -> tuple[Decision, str]:
    """Append an event to the learner's ledger, and keep the mark that it makes."""
    now, learner_id = datetime.now(UTC), learner["id"]
    ledger = await db.fetchrow(statements.LOCK, learner_id)
    skill_id = await db.fetchval(statements.SKILL, skill)
    if skill_id is None or not await db.fetchval(statements.IS_PUBLISHED, skill_id):
        raise Refused(422, "unknown_skill")
    roadmap_id = None
    if wanted.roadmap:
        roadmap_id = await db.fetchval(statements.ROADMAP, wanted.roadmap)
        if roadmap_id is None:
            raise Refused(422, "unknown_roadmap")
    rivals = await db.fetch(statements.RIVALS, learner_id, skill_id, wanted.event_id)
    decision = decide(wanted, skill, rivals, now)
    if decision.event is None:
        return decision, f"{ledger['epoch']}.{ledger['seq']}"
    seq = ledger["seq"] + 1
    if seq > EVENTS_A_DAY:
        check_quota(await db.fetchval(statements.FILLED, learner_id, seq - EVENTS_A_DAY), now)
    event = decision.event
    day, offset = wanted.day(event["occurred_at"], learner["time_zone"])
    await db.execute(
        statements.APPEND,
        *(learner_id, event["id"], seq, skill_id, event["status"], roadmap_id),
        *(event["occurred_at"], now, day, offset, event["evidence_url"]),
    )
    await db.execute(statements.NEXT_SEQ, learner_id, seq)
    if decision.is_applied:
        await db.execute(
            statements.KEEP,
            *(learner_id, skill_id, event["status"], event["occurred_at"], event["id"]),
            *(roadmap_id, event["evidence_url"], seq),
        )
    return decision, f"{ledger['epoch']}.{seq}"


async def standings(
    db: Connection, learner_id: UUID, rows: Collection[asyncpg.Record]
) -> list[Standing]:
    """Her marks and skips, folded over the versions that she reads."""
    versions = await versions_of(db, [row["version_id"] for row in rows])
    marks = {row[0]: Mark(*row) for row in await db.fetch(statements.MARKS, learner_id)}
    skips: dict[str, dict[str, datetime]] = defaultdict(dict)
    for row in await db.fetch(statements.SKIPS, learner_id):
        skips[row["roadmap"]][row["skill"]] = row["at"]
    return [Standing(versions[row["version_id"]], marks, skips[row["roadmap"]]) for row in rows]


async def versions_of(db: Connection, ids: list[int]) -> dict[int, Version]:
    """Versions as their rows state them, for folding."""
    slugs = dict(await db.fetch(statements.SLUGS, ids))
    nodes = await rows_by_version(db, statements.NODES, ids)
    edges = await rows_by_version(db, statements.REQUIRES, ids)
    credits_ = await rows_by_version(db, statements.CREDITS, ids)
    return {
        pk: Version(slugs[pk], [Node(*row) for row in nodes[pk]], edges[pk], credits_[pk])
        for pk in ids
    }


async def rows_by_version(
    db: Connection, statement: str, ids: list[int]
) -> dict[int, list[tuple[Any, ...]]]:
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for version, *row in await db.fetch(statement, ids):
        rows[version].append(tuple(row))
    return rows
