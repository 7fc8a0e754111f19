"""What learners are told: the answers of progress as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from progress.activity import Activity
from progress.folds import MarkFact, Standing
from progress.merging import Entry
from progress.models.enrollment import Enrolled
from progress.next_up import Suggestion
from progress.queries import Following, Outlook
from progress.services import Marked
from roadmap.units import Summary
from wire.instants import format_instant


def summary_body(summary: Summary) -> dict[str, int]:
    return {
        "done": summary.done,
        "in_progress": summary.in_progress,
        "skipped": summary.skipped,
        "total": summary.total,
        "percent": summary.percent,
        "minutes_left": summary.minutes_left,
    }


def enrollment_body(following: Following) -> dict[str, Any]:
    enrolled = following.enrolled
    return {
        "roadmap": enrolled.roadmap,
        "title": enrolled.title,
        **_edition_body(enrolled),
        "enrolled_at": format_instant(enrolled.enrolled_at),
        "weekly_minutes": enrolled.weekly_minutes,
        "target_on": _day(enrolled.target_on),
        "days_off": enrolled.days_off,
        "favourite": enrolled.is_favourite,
        "paused": enrolled.is_paused,
        "summary": summary_body(following.standing.summary),
    }


def progress_body(following: Following) -> dict[str, Any]:
    """Where she stands on every node that is not plainly open."""
    enrolled, standing = following.enrolled, following.standing
    return {
        "roadmap": enrolled.roadmap,
        **_edition_body(enrolled),
        "summary": summary_body(standing.summary),
        "groups": {key: summary_body(summary) for key, summary in standing.groups.items()},
        "milestones": {key: {"reached_at": _at(at)} for key, at in standing.milestones.items()},
        "nodes": dict(_nodes(following)),
        "frontier": standing.frontier,
        "cursor": enrolled.cursor,
    }


def _edition_body(enrolled: Enrolled) -> dict[str, Any]:
    return {
        "edition": enrolled.edition,
        "version": enrolled.version,
        "latest_version": enrolled.latest_version,
        "upgrade_available": enrolled.is_upgrade_available,
    }


def _nodes(following: Following) -> Iterator[tuple[str, dict[str, Any]]]:
    standing = following.standing
    for key, node in standing.graph.nodes.items():
        if node.kind != "skill":
            continue
        told = _told(standing, key, skipped_at=following.skipped_at.get(key))
        if told:
            yield key, {"status": standing.status(key), **told}


def _told(standing: Standing, key: str, *, skipped_at: datetime | None) -> dict[str, Any]:
    """What there is to tell beyond the status; nothing of a node that is plainly open."""
    told: dict[str, Any] = {}
    mark = standing.mark(key)
    if key in standing.skipped:
        told["at"] = _at(skipped_at)
    elif mark:
        told["at"] = format_instant(mark.at)
        if origin := standing.credited_from(key):
            told["credited_from"] = {"roadmap": origin.roadmap, "skill": origin.skill}
    if key not in standing.settled and (waiting := standing.waiting_for(key)):
        told["waiting_for"] = waiting
    return told


def marked_body(marked: Marked) -> dict[str, Any]:
    fold = marked.recorded.fold
    return {
        "mark": _mark_body(fold.standing),
        "previous": _mark_body(fold.previous),
        **_moved_body(marked),
    }


def skipped_body(marked: Marked) -> dict[str, Any]:
    fold = marked.recorded.fold
    return {
        "skip": _skip_body(fold.standing),
        "previous": _skip_body(fold.previous),
        **_moved_body(marked),
    }


def _moved_body(marked: Marked) -> dict[str, Any]:
    return {
        "applied": marked.recorded.applied,
        "roadmaps": [
            {
                "roadmap": moved.standing.graph.roadmap,
                "summary": summary_body(moved.standing.summary),
                "unlocked": moved.unlocked,
                "waiting_for": moved.waiting_for,
            }
            for moved in marked.roadmaps
        ],
        "cursor": marked.cursor,
    }


def _mark_body(entry: Entry | None) -> dict[str, Any] | None:
    return entry and {
        "skill": entry.skill,
        "status": entry.status,
        "at": format_instant(entry.occurred_at),
        "event_id": str(entry.id),
        "roadmap": entry.roadmap,
        "evidence_url": entry.evidence_url,
    }


def _skip_body(entry: Entry | None) -> dict[str, Any] | None:
    return entry and {
        "skill": entry.skill,
        "roadmap": entry.roadmap,
        "at": format_instant(entry.occurred_at),
    }


def marks_body(marks: dict[str, MarkFact], *, cursor: str) -> dict[str, Any]:
    return {
        "marks": {
            skill: {"status": mark.status, "at": format_instant(mark.at), "roadmap": mark.roadmap}
            for skill, mark in sorted(marks.items())
        },
        "cursor": cursor,
    }


def suggestion_body(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "skill": suggestion.skill,
        "title": suggestion.title,
        "roadmaps": suggestion.roadmaps,
        "status": suggestion.status,
        "minutes": suggestion.minutes,
        "why": [
            {"code": why.code, "skills": why.skills, "units": why.units}
            if why.code == "unlocks"
            else {"code": why.code}
            for why in suggestion.why
        ],
    }


def outlook_body(outlook: Outlook) -> dict[str, Any]:
    return {
        "track": outlook.track,
        "minutes_left": outlook.minutes_left,
        "weeks": outlook.weeks,
    }


def activity_body(activity: Activity, *, since: date, until: date, today: date) -> dict[str, Any]:
    streak = activity.streak(today=today)
    return {
        "since": _day(since),
        "until": _day(until),
        "days": [
            {"on": _day(day.on), "events": day.events, "done": day.done}
            for day in activity.between(since, until)
        ],
        "streak": {
            "current": streak.current,
            "longest": streak.longest,
            "active_today": streak.active_today,
            "freezes_left": streak.freezes_left,
        },
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _at(at: datetime | None) -> str | None:
    return format_instant(at) if at else None
