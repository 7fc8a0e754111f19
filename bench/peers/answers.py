"""The JSON of all rivals, from what they have read: enrollments, standings and events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bench.peers.acts import Decision
from bench.peers.folding import Standing


def instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def edition(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "roadmap": row["roadmap"],
        "edition": row["edition"],
        "version": row["version"],
        "latest_version": row["latest_version"],
        "upgrade_available": row["latest_edition"] > row["edition"],
    }


def enrollment(row: Mapping[str, Any], standing: Standing) -> dict[str, Any]:
    """One row of the dashboard."""
    return {
        **edition(row),
        "title": row["title"],
        "enrolled_at": instant(row["enrolled_at"]),
        "weekly_minutes": row["weekly_minutes"],
        "target_on": row["target_on"].isoformat() if row["target_on"] else None,
        "days_off": row["days_off"],
        "favourite": row["is_favourite"],
        "paused": row["is_paused"],
        "summary": standing.summary(standing.version.units),
    }


def progress(row: Mapping[str, Any], standing: Standing, cursor: str) -> dict[str, Any]:
    version, settled = standing.version, standing.settle()
    return {
        **edition(row),
        "summary": standing.summary(version.units),
        "groups": {key: standing.summary(units) for key, units in version.units_of.items()},
        "milestones": {
            key: {"reached_at": instant(settled.get(key))}
            for key, node in version.nodes.items()
            if node.kind == "milestone"
        },
        "nodes": {key: told for key in version.skills if (told := node(standing, settled, key))},
        "frontier": standing.frontier(settled),
        "cursor": cursor,
    }


def node(standing: Standing, settled: Mapping[str, datetime], key: str) -> dict[str, Any]:
    """A skill that is not plainly open; nothing of one that is."""
    fact = standing.facts.get(key)
    told: dict[str, Any] = {}
    if key in standing.skipped:
        told = {"status": "skipped", "at": instant(standing.skips[key])}
    elif fact:
        told = {"status": fact.status, "at": instant(fact.at)}
        if fact.skill != key or fact.roadmap not in (None, standing.version.roadmap):
            told["credited_from"] = {"roadmap": fact.roadmap, "skill": fact.skill}
    if key not in settled and (waiting := standing.waiting_for(key, settled)):
        told = {"status": "not_started", **told, "waiting_for": waiting}
    return told


def marked(
    skill: str, decision: Decision, moved: Iterable[Standing], cursor: str
) -> dict[str, Any]:
    """The answer to a mark: what is in force, and what would be without it."""
    first, second = [*map(entry, decision.ranked[:2]), None, None][:2]
    return {
        "mark": first,
        "previous": second,
        "applied": decision.is_applied,
        "roadmaps": [move(skill, standing) for standing in moved],
        "cursor": cursor,
    }


def entry(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["status"] == "cleared":
        return None
    return {
        "skill": row["skill"],
        "status": row["status"],
        "at": instant(row["occurred_at"]),
        "event_id": str(row["id"]),
        "roadmap": row["roadmap"],
        "evidence_url": row["evidence_url"],
    }


def move(skill: str, standing: Standing) -> dict[str, Any]:
    """What a mark moved on one roadmap, and what it opened there."""
    settled = standing.settle()
    before = standing.without(skill)
    was_open = set(before.frontier(before.settle()))
    waiting = [
        key
        for node in standing.version.counting(skill)
        for key in standing.waiting_for(node, settled)
    ]
    return {
        "roadmap": standing.version.roadmap,
        "summary": standing.summary(standing.version.units),
        "unlocked": [key for key in standing.frontier(settled) if key not in was_open],
        "waiting_for": list(dict.fromkeys(waiting)),
    }
