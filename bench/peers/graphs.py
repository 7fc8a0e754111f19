"""The graph document of a version, made of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bench.peers.answers import instant

Row = Mapping[str, Any]


def document(
    version: Row,
    drawing: Row,
    nodes: Iterable[Row],
    edges: Iterable[Row],
    credits_: Iterable[Row],
) -> dict[str, Any]:
    groups: dict[str, dict[str, Any]] = {}
    drawn = []
    for row in nodes:
        if row["kind"] == "group":
            groups[row["key"]] = group(row)
        else:
            drawn.append(node(row))
        if row["group"]:
            groups[row["group"]]["members"].append(row["key"])
    return {
        "format": 1,
        "roadmap": version["roadmap"],
        "title": version["title"],
        "edition": version["edition"],
        "version": version["version"],
        "published_at": instant(version["published_at"]),
        "content_hash": version["content_hash"],
        "counts": drawing["counts"],
        "nodes": drawn,
        "groups": list(groups.values()),
        "edges": [{name: row[name] for name in ("from", "to", "kind")} for row in edges],
        "credits": stated(credits_),
        "topological_order": drawing["topological_order"],
    }


def node(row: Row) -> dict[str, Any]:
    names = ["key", "kind", "title", "summary", "group", "required", "minutes"]
    names += ["layer", "order", "x", "y"]
    told = {name: row[name] for name in names}
    if row["kind"] == "skill":
        told["skill_kind"] = row["skill_kind"]
    return told


def group(row: Row) -> dict[str, Any]:
    told = {name: row[name] for name in ("key", "title", "summary", "required", "choose")}
    return {**told, "parent": row["group"], "members": []}


def stated(rows: Iterable[Row]) -> list[dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for row in rows:
        start = {"node": row["node"], "counts": [], "mode": row["mode"]}
        told.setdefault(row["node"], start)["counts"].append(row["skill"])
    return list(told.values())
