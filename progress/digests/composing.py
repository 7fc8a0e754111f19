"""What a digest has to tell: from the rows of a whole slice of learners to each one's facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Min

from accounts.zones import known_zone
from progress.activity import Activity
from progress.digests.facts import Facts, Kind, Moved, NewEdition, Next, Pace, fitted
from progress.digests.weeks import Week, weeks_of
from progress.digests.windows import Window
from progress.folds import Standing
from progress.models import Reason
from progress.next_up import Suggestion, rank
from progress.queries import Following, activity_of_many, standings_of_many
from roadmap.models import Version

WEEK = timedelta(days=7)
DAYS_A_WEEK = 7
# More suggestions and more reasons for each would be a list, not a next step.
MOST_NEXT = 3
MOST_REASONS = 2

# When each edition of a roadmap first appeared.
Editions = Mapping[str, Mapping[int, datetime]]


@dataclass(frozen=True, slots=True)
class Composed:
    """The facts of a window, and why they are not worth a mail, if they are not."""

    facts: Facts
    reason: Reason | None


def compose(windows: Sequence[Window], *, at: datetime) -> list[Composed]:
    """The facts of each window, in order. At most seven queries, however many there are."""
    if not windows:
        return []
    learners = {window.learner_id for window in windows}
    weeks = weeks_of(windows)
    followed = standings_of_many(learners)
    activities = activity_of_many(learners)
    editions = _editions(following for rows in followed.values() for following in rows)
    return [
        _composed(
            _Subject(window, week, followed[window.learner_id], activities[window.learner_id], at),
            editions,
        )
        for window, week in zip(windows, weeks, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Subject:
    """One learner's window with all that was read about it."""

    window: Window
    week: Week
    followed: Sequence[Following]
    activity: Activity
    at: datetime

    @property
    def on_the_way(self) -> list[Following]:
        return [following for following in self.followed if not following.enrolled.is_paused]

    def day(self, at: datetime) -> date:
        return at.astimezone(known_zone(self.window.time_zone)).date()


def _composed(subject: _Subject, editions: Editions) -> Composed:
    window = subject.window
    new = list(_new_editions(subject, editions))
    pace = list(_pace(subject))
    facts = _facts(subject, new, pace)
    if subject.week.within:
        return Composed(facts, None)
    if window.inactive_since is not None:
        return Composed(facts, Reason.INACTIVE)
    if new or any(row.is_due for row in pace):
        return Composed(facts, None)
    if window.is_last_of_a_quiet_run:
        return Composed(replace(facts, kind=Kind.STILL_HERE), None)
    return Composed(facts, Reason.NOTHING_TO_TELL)


def _facts(subject: _Subject, editions: Iterable[NewEdition], pace: Iterable[Pace]) -> Facts:
    window, week = subject.window, subject.week
    streak = subject.activity.streak(today=subject.day(subject.at))
    return fitted(
        Facts(
            email=window.email,
            name=" ".join(window.name.split()),
            first_day=subject.day(window.content_start).isoformat(),
            last_day=subject.day(window.end).isoformat(),
            composed_at=subject.at.isoformat(timespec="seconds"),
            streak=streak.current,
            freezes_left=streak.freezes_left,
            done=tuple(week.newly("done")),
            started=tuple(week.newly("in_progress")),
            reached=tuple(_reached(subject)),
            moved=tuple(_moved(subject)),
            next=tuple(_next(subject)),
            editions=tuple(editions),
            pace=tuple(pace),
        )
    )


def _moved(subject: _Subject) -> list[Moved]:
    """Each roadmap's percent at the start and at the end; those that moved come first."""
    moved = [
        Moved(
            following.enrolled.title,
            _before(following, subject).summary.percent,
            _after(following, subject).summary.percent,
        )
        for following in subject.on_the_way
    ]
    return sorted(moved, key=lambda row: row.before == row.after)


def _reached(subject: _Subject) -> Iterator[str]:
    """Milestones and whole roadmaps that were not reached when the window began."""
    for following in subject.followed:
        before, after = _before(following, subject), _after(following, subject)
        for key, reached_at in after.milestones.items():
            if reached_at is not None and before.milestones[key] is None:
                yield after.graph.nodes[key].title
        if after.is_completed and not before.is_completed:
            yield f"{following.enrolled.title}, all of it"


def _before(following: Following, subject: _Subject) -> Standing:
    return subject.week.standing_at(subject.week.start, following.standing)


def _after(following: Following, subject: _Subject) -> Standing:
    return subject.week.standing_at(subject.week.end, following.standing)


def _next(subject: _Subject) -> Iterator[Next]:
    standings = [following.standing for following in subject.on_the_way]
    titles = {key: node.title for s in standings for key, node in s.graph.nodes.items()}
    for suggestion in rank(standings, limit=MOST_NEXT):
        yield Next(suggestion.skill, suggestion.title, suggestion.minutes, _why(suggestion, titles))


def _why(suggestion: Suggestion, titles: Mapping[str, str]) -> str:
    """The best reasons as one sentence without a full stop."""
    reasons = []
    for why in suggestion.why[:MOST_REASONS]:
        if why.code == "unlocks" and why.skills:
            more = len(why.skills) - 1
            opened = titles[why.skills[0]]
            reasons.append(f"opens {opened}" + (f" and {more} more" if more else ""))
        elif why.code == "unlocks":
            reasons.append(f"{why.units} more build on it")
        else:
            reasons.append(_REASONS[why.code])
    return ", ".join(reasons)


def _new_editions(subject: _Subject, editions: Editions) -> Iterator[NewEdition]:
    week = subject.week
    for following in subject.followed:
        row = following.enrolled
        new = [
            edition
            for edition, appeared_at in editions.get(row.roadmap, {}).items()
            if edition > row.edition and week.start <= appeared_at < week.end
        ]
        if new:
            yield NewEdition(row.title, max(new))


def _pace(subject: _Subject) -> Iterator[Pace]:
    for following in subject.on_the_way:
        target_on = following.enrolled.target_on
        if target_on is not None:
            yield Pace(
                following.enrolled.title,
                target_on.isoformat(),
                _days_ahead(following, target_on, today=subject.day(subject.at)),
                _is_due(target_on, subject),
            )


def _days_ahead(following: Following, target_on: date, *, today: date) -> int | None:
    """How long before the date she would be through, at the pace she plans; null without one."""
    minutes_a_week = following.enrolled.weekly_minutes
    if not minutes_a_week:
        return None
    left = following.standing.summary.minutes_left
    return (target_on - today).days - ceil(left * DAYS_A_WEEK / minutes_a_week)


def _is_due(target_on: date, subject: _Subject) -> bool:
    """The date lies in this window or in the week after it."""
    window = subject.window
    return subject.day(window.content_start) <= target_on <= subject.day(window.end + WEEK)


def _editions(followed: Iterable[Following]) -> Editions:
    """One query, and none while nobody may move on to another edition."""
    behind = {row.enrolled.roadmap for row in followed if row.enrolled.is_upgrade_available}
    editions: dict[str, dict[int, datetime]] = {roadmap: {} for roadmap in behind}
    if behind:
        versions = Version.objects.published().filter(roadmap__slug__in=behind).order_by()
        appeared = versions.values("roadmap__slug", "edition").annotate(at=Min("published_at"))
        rows: Iterable[Any] = appeared.values_list("roadmap__slug", "edition", "at")
        for roadmap, edition, at in rows:
            editions[roadmap][edition] = at
    return editions


_REASONS = {
    "continue": "you have begun it",
    "finishes_group": "it completes a group",
    "recommended": "it fits what you have done",
    "optional": "it is optional",
    "open": "it is open to you now",
}
