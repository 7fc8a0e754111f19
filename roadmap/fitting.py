"""The fit quiz: from answers to tracks, with reasons. No Django in here.

Each option of a question gives points, from 1 to 3, to the tracks it speaks for. The score of a
track is what the chosen options give it, in percent of the most that the answered questions
could have given it. So questions that were left out count for nobody and against nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from roadmap.files.forms import OptionForm, QuestionForm

# What an option gives at most to a track that it speaks for, and what one begins with on a track.
MOST_POINTS = 3
FIRST_STEPS = 3
# Scores that lie no further apart than this are a close call, and said to be one.
MARGIN = 10
MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Ranked:
    """A track with its score, from 0 to 100, and the reasons for it, the strongest first."""

    track: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What answers tell: every track that the quiz speaks of, the best first.

    `tie`: the first two are a close call. `enough`: at least half of the questions are answered;
    with fewer the ranking is a first impression. Without an answer there is none.
    """

    ranking: tuple[Ranked, ...]
    tie: bool
    enough: bool
    unanswered: tuple[str, ...]


def fit(questions: Sequence[QuestionForm], answers: Mapping[str, str]) -> Fit:
    """Rank the tracks by `answers`: keys of options by the keys of their questions."""
    answered = [question for question in questions if question.key in answers]
    chosen = [_chosen(question, answers[question.key]) for question in answered]
    ranking = _ranking(tracks_of(questions), answered, chosen) if answered else []
    scores = [ranked.score for ranked in ranking[:2]]
    return Fit(
        ranking=tuple(ranking),
        tie=len(scores) > 1 and scores[0] - scores[1] <= MARGIN,
        enough=bool(answered) and 2 * len(answered) >= len(questions),
        unanswered=tuple(question.key for question in questions if question.key not in answers),
    )


def tracks_of(questions: Iterable[QuestionForm]) -> list[str]:
    """The tracks that some option speaks for."""
    options = (option for question in questions for option in question.options)
    return sorted({track for option in options for track in option.points})


def spread(options: Iterable[Mapping[str, int]]) -> dict[str, tuple[int, int]]:
    """The least and the most that one of the options gives to each track they speak for."""
    given = list(options)
    by_track = {
        track: [points.get(track, 0) for points in given]
        for track in sorted({track for points in given for track in points})
    }
    return {track: (min(points), max(points)) for track, points in by_track.items()}


def can_change_a_ranking(options: Iterable[Mapping[str, int]], tracks: Iterable[str]) -> bool:
    """Whether it matters which of the options is chosen: some two favour different tracks.

    Options that give the same to all of `tracks` favour none, however much it is.
    """
    ranked = list(tracks)
    leads = {_leads(points, ranked) for points in options}
    return len(leads) > 1


def _leads(points: Mapping[str, int], tracks: Sequence[str]) -> tuple[int, ...]:
    """How far each track is ahead of the one that gets least."""
    given = [points.get(track, 0) for track in tracks]
    return tuple(each - min(given) for each in given)


def _chosen(question: QuestionForm, key: str) -> OptionForm:
    return next(option for option in question.options if option.key == key)


def _ranking(
    tracks: Iterable[str], answered: Sequence[QuestionForm], chosen: Sequence[OptionForm]
) -> list[Ranked]:
    shares = {track: _share(track, answered, chosen) for track in tracks}
    # Sorting keeps the tracks' own order among equals, and below that of the questions.
    in_order = sorted(shares, key=lambda track: -shares[track])
    return [Ranked(track, _percent(shares[track]), _reasons(track, chosen)) for track in in_order]


def _share(track: str, answered: Sequence[QuestionForm], chosen: Sequence[OptionForm]) -> Fraction:
    most = sum(
        max(option.points.get(track, 0) for option in question.options) for question in answered
    )
    return Fraction(sum(option.points.get(track, 0) for option in chosen), most or 1)


def _percent(share: Fraction) -> int:
    """Rounded to the nearest, a half up."""
    return int(100 * share + Fraction(1, 2))


def _reasons(track: str, chosen: Iterable[OptionForm]) -> tuple[str, ...]:
    """The `why` of options that speak for the track, and for no other one more."""
    speaking = [
        option
        for option in chosen
        if 0 < max(option.points.values(), default=0) == option.points.get(track)
    ]
    speaking.sort(key=lambda option: -option.points[track])
    return tuple(option.why for option in speaking[:MOST_REASONS])
