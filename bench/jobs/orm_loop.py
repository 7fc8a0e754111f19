"""A digest as a tutorial would write it: for each learner her rows, for each row an object.

It is a decent loop. Related rows come along by `select_related`, her events are read once for
all that is made of them, and the text's template is parsed once. What is arithmetic and no
question to the database (folds, ranking, streaks) it leaves to the functions that we have for
it, or the two sides would not write the same mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import engines
from django.template.loader import render_to_string

from accounts.zones import known_zone
from progress.activity import Activity, Stretch
from progress.digests import mail, suppression, tokens
from progress.digests.facts import Facts, Kind, Moved, NewEdition, Next, Pace, fitted
from progress.digests.weeks import Told, Week
from progress.digests.windows import Window, open_window
from progress.folds import MarkFact, Standing
from progress.merging import CLOSING
from progress.models import DigestPreference, Enrollment, Event, Mark, Skip, Source, Status
from progress.next_up import Suggestion, rank
from roadmap.graph import Graph
from roadmap.models import Version
from roadmap.queries import frozen_graph

WEEK = timedelta(days=7)
BAR_CELLS = 20
NO_LEARNING = {Source.IMPORT, Source.SELF_ASSESSMENT}
REASONS = {
    "continue": "you have begun it",
    "finishes_group": "it completes a group",
    "recommended": "it fits what you have done",
    "optional": "it is optional",
    "open": "it is open to you now",
}

# How a version's graph is come by: read from its rows each time, or remembered.
ReadGraph = Callable[[Version], Graph]


def remembering_graphs() -> ReadGraph:
    """The rows of each version are read once, and all learners share what they say."""
    graphs: dict[int, Graph] = {}

    def graph_of(version: Version) -> Graph:
        if version.pk not in graphs:
            graphs[version.pk] = frozen_graph(version)
        return graphs[version.pk]

    return graph_of


def mail_for(
    preference: DigestPreference, *, at: datetime, graph_of: ReadGraph = frozen_graph
) -> EmailMultiAlternatives | None:
    """The learner's mail, or None when there is a reason not to send her one."""
    learner = preference.learner
    window = open_window(learner, preference, at=at)
    held = suppression.refusals([learner.email]).get(learner.email)
    is_suppressed = held is not None and held.suppressed_at is not None
    if window.obstacle(is_suppressed=is_suppressed, at=at):
        return None
    facts = _Telling.of(preference, window, at, graph_of).facts()
    return _message(facts, window) if facts else None


@dataclass(frozen=True)
class _Path:
    """A roadmap she follows: today, and as it was when the window began and ended."""

    enrollment: Enrollment
    title: str
    now: Standing
    before: Standing
    after: Standing


@dataclass(frozen=True)
class _Telling:
    """One learner's window, and all that was read for it."""

    window: Window
    at: datetime
    events: list[Event]
    week: Week
    paths: list[_Path]

    @classmethod
    def of(
        cls, preference: DigestPreference, window: Window, at: datetime, graph_of: ReadGraph
    ) -> _Telling:
        learner = preference.learner
        events = list(
            Event.objects.filter(learner=learner)
            .select_related("skill", "roadmap")
            .order_by("occurred_at", "id")
        )
        week = _week(window, events)
        marks = _marks(learner)
        enrollments = Enrollment.objects.filter(learner=learner, left_at=None)
        paths = [
            _path(enrollment, marks, week, graph_of)
            for enrollment in enrollments.select_related("roadmap").order_by("roadmap__slug")
        ]
        return cls(window, at, events, week, paths)

    def facts(self) -> Facts | None:
        """What there is to tell, None when that is too little for a mail."""
        editions, pace = list(self._new_editions()), list(self._pace())
        kind = Kind.WEEK
        if not self.week.within:
            if self.window.inactive_since is not None:
                return None
            if not editions and not any(row.is_due for row in pace):
                if not self.window.is_last_of_a_quiet_run:
                    return None
                kind = Kind.STILL_HERE
        streak = self._activity().streak(today=self._day(self.at))
        return fitted(
            Facts(
                kind=kind,
                email=self.window.email,
                name=" ".join(self.window.name.split()),
                first_day=self._day(self.window.content_start).isoformat(),
                last_day=self._day(self.window.end).isoformat(),
                composed_at=self.at.isoformat(timespec="seconds"),
                streak=streak.current,
                freezes_left=streak.freezes_left,
                done=tuple(self.week.newly("done")),
                started=tuple(self.week.newly("in_progress")),
                reached=tuple(self._reached()),
                moved=tuple(self._moved()),
                next=tuple(self._next()),
                editions=tuple(editions),
                pace=tuple(pace),
            )
        )

    def _day(self, at: datetime) -> date:
        return at.astimezone(known_zone(self.window.time_zone)).date()

    def _active_paths(self) -> list[_Path]:
        return [path for path in self.paths if not path.enrollment.is_paused]

    def _activity(self) -> Activity:
        in_order = sorted(self.events, key=lambda event: (event.local_day, event.utc_offset))
        return Activity.of(map(_stretch, in_order))

    def _moved(self) -> list[Moved]:
        moved = [
            Moved(path.title, path.before.summary.percent, path.after.summary.percent)
            for path in self._active_paths()
        ]
        return sorted(moved, key=lambda row: row.before == row.after)

    def _reached(self) -> Iterator[str]:
        for path in self.paths:
            for key, reached_at in path.after.milestones.items():
                if reached_at is not None and path.before.milestones[key] is None:
                    yield path.after.graph.nodes[key].title
            if path.after.is_completed and not path.before.is_completed:
                yield f"{path.title}, all of it"

    def _next(self) -> Iterator[Next]:
        standings = [path.now for path in self._active_paths()]
        titles = {key: node.title for s in standings for key, node in s.graph.nodes.items()}
        for suggestion in rank(standings, limit=3):
            why = ", ".join(_why(suggestion, titles))
            yield Next(suggestion.skill, suggestion.title, suggestion.minutes, why)

    def _new_editions(self) -> Iterator[NewEdition]:
        for path in self.paths:
            newer = Version.objects.published().filter(
                roadmap=path.enrollment.roadmap, edition__gt=path.enrollment.edition
            )
            # Of an edition's versions the first is the one with which it appeared.
            rows = newer.order_by("-number").values_list("edition", "published_at")
            appeared: dict[Any, Any] = dict(rows)
            new = [
                edition for edition, at in appeared.items() if self.week.start <= at < self.week.end
            ]
            if new:
                yield NewEdition(path.title, max(new))

    def _pace(self) -> Iterator[Pace]:
        for path in self._active_paths():
            target_on, minutes_a_week = path.enrollment.target_on, path.enrollment.weekly_minutes
            if target_on is None:
                continue
            days_ahead = None
            if minutes_a_week:
                needed = ceil(path.now.summary.minutes_left * 7 / minutes_a_week)
                days_ahead = (target_on - self._day(self.at)).days - needed
            is_due = (
                self._day(self.window.content_start)
                <= target_on
                <= self._day(self.window.end + WEEK)
            )
            yield Pace(path.title, target_on.isoformat(), days_ahead, is_due)


def _week(window: Window, events: list[Event]) -> Week:
    touched = {e.skill_id for e in events if e.recorded_at >= window.content_start}
    told = [_told(event) for event in events if event.skill_id in touched]
    return Week(window.content_start, window.end, told)


def _told(event: Event) -> Told:
    return Told(
        learner_id=event.learner_id,
        skill_id=event.skill_id,
        skill=event.skill.slug,
        title=event.skill.title,
        status=event.status,
        roadmap=event.roadmap.slug if event.roadmap else None,
        occurred_at=event.occurred_at,
        id=event.id,
        recorded_at=event.recorded_at,
    )


def _stretch(event: Event) -> Stretch:
    is_learning = event.status not in CLOSING and event.source not in NO_LEARNING
    at = event.occurred_at if is_learning else None
    return Stretch(event.local_day, event.utc_offset, 1, event.status == Status.DONE, at, at)


def _marks(learner: Any) -> dict[str, MarkFact]:
    rows = Mark.objects.filter(learner=learner).exclude(status=Status.CLEARED)
    facts: dict[str, MarkFact] = {}
    for mark in rows.select_related("skill", "roadmap"):
        where = mark.roadmap.slug if mark.roadmap else None
        status: Any = mark.status
        facts[mark.skill.slug] = MarkFact(mark.skill.slug, status, mark.at, where)
    return facts


def _path(
    enrollment: Enrollment, marks: dict[str, MarkFact], week: Week, graph_of: ReadGraph
) -> _Path:
    skips = Skip.objects.filter(
        learner=enrollment.learner_id, roadmap=enrollment.roadmap, status=Status.SKIPPED
    )
    version = (
        Version.objects.published()
        .filter(roadmap=enrollment.roadmap, edition=enrollment.edition)
        .select_related("roadmap")
        .latest("number")
    )
    skipped = frozenset(skip.skill.slug for skip in skips.select_related("skill"))
    now = Standing.of(graph_of(version), marks, skipped)
    before, after = week.standing_at(week.start, now), week.standing_at(week.end, now)
    return _Path(enrollment, version.title, now, before, after)


def _why(suggestion: Suggestion, titles: dict[str, str]) -> Iterator[str]:
    for why in suggestion.why[:2]:
        if why.code != "unlocks":
            yield REASONS[why.code]
        elif not why.skills:
            yield f"{why.units} more build on it"
        elif len(why.skills) == 1:
            yield f"opens {titles[why.skills[0]]}"
        else:
            yield f"opens {titles[why.skills[0]]} and {len(why.skills) - 1} more"


def _message(facts: Facts, window: Window) -> EmailMultiAlternatives:
    context = _context(facts, window)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        context["subject"],
        _text_template().render(context),
        settings.DEFAULT_FROM_EMAIL,
        [facts.email],
        headers={
            "Message-ID": tokens.message_id(window.learner_id, window.start, domain=domain),
            "List-Id": f"Weekly digest <weekly-digest.{domain}>",
            "List-Unsubscribe": f"<{context['unsubscribe']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
        },
    )
    message.attach_alternative(render_to_string("progress/digest.html", context), "text/html")
    return message


def _context(facts: Facts, window: Window) -> dict[str, Any]:
    token = tokens.unsubscribe_token(window.learner_id)
    return {
        "facts": facts,
        "subject": mail.subject_of(facts),
        "unsubscribe": f"{settings.PUBLIC_URL}/u/{token}",
        "opening": mail.opening(facts),
        "streak": mail.streak_line(facts),
        "moved": [(*moved, 100 - moved.after) for moved in facts.moved],
        "bars": [(*moved, _bar(moved.after)) for moved in facts.moved],
        "pace": [mail.pace_line(pace) for pace in facts.pace],
        "editions": [mail.edition_line(edition) for edition in facts.editions],
        "steps": [
            (step, mail.duration(step.minutes), _done_link(step, window)) for step in facts.next
        ],
    }


def _bar(percent: int) -> str:
    filled = percent * BAR_CELLS // 100
    return "#" * filled + "." * (BAR_CELLS - filled)


def _done_link(step: Next, window: Window) -> str:
    token = tokens.done_token(window.learner_id, skill=step.skill, window_start=window.start)
    return f"{settings.PUBLIC_URL}/d/{token}"


@cache
def _text_template() -> Any:
    """What `render_to_string` would give from the cached loader, were this package an app."""
    return engines["django"].from_string(Path(__file__).with_name("digest.txt").read_text())
