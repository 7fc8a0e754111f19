"""The fit quiz as arithmetic: scores, close calls, reasons and what can change a ranking."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.files.forms import OptionForm, QuestionForm
from roadmap.fitting import MARGIN, can_change_a_ranking, fit, spread

TRACKS = ("ai", "ml")


def asked(**questions: Mapping[str, Mapping[str, int]]) -> list[QuestionForm]:
    """Questions by key, each with the points of its options by key; `why` is "question option"."""
    return [
        QuestionForm(
            key,
            "?",
            tuple(OptionForm(name, "", f"{key} {name}", points) for name, points in told.items()),
        )
        for key, told in questions.items()
    ]


QUIZ = asked(
    maths={"yes": {"ml": 3}, "some": {"ai": 1, "ml": 1}, "no": {"ai": 2}},
    pace={"slow": {"ml": 1}, "fast": {"ai": 3}},
    tools={"old": {"ml": 2}, "any": {}, "new": {"ai": 1, "ml": 2}},
)


def scores(answers: Mapping[str, str]) -> dict[str, int]:
    return {ranked.track: ranked.score for ranked in fit(QUIZ, answers).ranking}


class TestScores:
    @pytest.mark.parametrize(
        ("answers", "told"),
        [
            ({"maths": "yes"}, {"ml": 100, "ai": 0}),
            ({"maths": "no"}, {"ai": 100, "ml": 0}),
            # Of 2 and 3 points at most, one each.
            ({"maths": "some"}, {"ai": 50, "ml": 33}),
            # AI: 3 of 5. ML: 3 of 4.
            ({"maths": "yes", "pace": "fast"}, {"ml": 75, "ai": 60}),
            # AI: 2 of 6, ML: 3 of 6; a half is rounded up.
            ({"maths": "no", "pace": "slow", "tools": "old"}, {"ml": 50, "ai": 33}),
            ({"tools": "any"}, {"ai": 0, "ml": 0}),
        ],
    )
    def test_are_the_share_of_what_the_answered_questions_could_give(
        self, answers: dict[str, str], told: dict[str, int]
    ) -> None:
        assert scores(answers) == told

    def test_put_the_best_first_and_equals_by_name(self) -> None:
        assert list(scores({"maths": "yes"})) == ["ml", "ai"]
        assert list(scores({"tools": "any"})) == ["ai", "ml"]

    def test_round_a_half_up(self) -> None:
        eighths = asked(**{f"q{n}": {"a": {"ai": 1}, "b": {"ml": 1}} for n in range(8)})

        (first, _) = fit(eighths, {f"q{n}": "a" if n < 5 else "b" for n in range(8)}).ranking

        assert first.score == 63  # of 62.5

    def test_know_only_tracks_that_some_option_speaks_for(self) -> None:
        assert fit(asked(q={"a": {"ml": 1}, "b": {}}), {"q": "a"}).ranking[0].track == "ml"
        assert fit(asked(q={"a": {}, "b": {}}), {"q": "a"}).ranking == ()


class TestCloseCalls:
    @pytest.mark.parametrize(
        ("for_ai", "is_tie"), [(8, False), (9, True), (10, True), (11, True), (12, False)]
    )
    def test_are_those_within_the_margin(self, for_ai: int, is_tie: bool) -> None:
        """Each of 20 questions gives 5 percent to the one track or to the other."""
        many = asked(**{f"q{n}": {"a": {"ai": 1}, "b": {"ml": 1}} for n in range(20)})

        found = fit(many, {f"q{n}": "a" if n < for_ai else "b" for n in range(20)})

        assert found.tie is is_tie
        assert MARGIN == 10

    def test_need_two_tracks(self) -> None:
        assert not fit(asked(q={"a": {"ml": 1}, "b": {}}), {"q": "a"}).tie


class TestEnough:
    @pytest.mark.parametrize(("answered", "enough"), [(0, False), (2, False), (3, True), (5, True)])
    def test_is_half_of_the_questions(self, answered: int, enough: bool) -> None:
        five = asked(**{f"q{n}": {"a": {"ai": 1}, "b": {"ml": 1}} for n in range(5)})

        found = fit(five, {f"q{n}": "a" for n in range(answered)})

        assert found.enough is enough
        assert found.unanswered == tuple(f"q{n}" for n in range(answered, 5))

    def test_is_nothing_of_nothing(self) -> None:
        found = fit([], {})

        assert (found.ranking, found.tie, found.enough, found.unanswered) == ((), False, False, ())

    def test_is_not_told_from_no_answer_at_all(self) -> None:
        found = fit(QUIZ, {})

        assert (found.ranking, found.tie, found.enough) == ((), False, False)


class TestReasons:
    def test_are_the_strongest_first_then_as_they_were_asked(self) -> None:
        (ml, ai) = fit(QUIZ, {"pace": "slow", "maths": "yes", "tools": "old"}).ranking

        assert (ml.track, ml.reasons) == ("ml", ("maths yes", "tools old", "pace slow"))
        assert ai.reasons == ()

    def test_are_none_that_speak_more_for_another_track(self) -> None:
        (ai, ml) = fit(QUIZ, {"tools": "new", "maths": "some"}).ranking

        assert (ai.track, ai.reasons) == ("ai", ("maths some",))
        assert ml.reasons == ("tools new", "maths some")

    def test_are_four_at_most(self) -> None:
        six = asked(**{f"q{n}": {"a": {"ai": 1 + n // 4}, "b": {"ml": 1}} for n in range(6)})

        reasons = fit(six, {f"q{n}": "a" for n in range(6)}).ranking[0].reasons

        assert reasons == ("q4 a", "q5 a", "q0 a", "q1 a")


@pytest.mark.parametrize(
    ("options", "can"),
    [
        ([{"ml": 3}, {"ai": 3}], True),
        ([{"ml": 3}, {}], True),
        ([{"ml": 3}, {"ml": 2}], True),
        ([{"ml": 3, "ai": 1}, {"ml": 3}], True),
        ([{"ml": 3}], False),
        ([{"ml": 2}, {"ml": 2}], False),
        ([{}, {}], False),
        # More for everybody favours nobody.
        ([{"ml": 1, "ai": 1}, {"ml": 2, "ai": 2}, {}], False),
        ([], False),
    ],
)
def test_a_question_matters_when_its_options_favour_different_tracks(
    options: list[dict[str, int]], can: bool
) -> None:
    assert can_change_a_ranking(options, TRACKS) is can


def test_the_spread_is_the_least_and_the_most_for_each_track() -> None:
    options = [{"ml": 2}, {"ml": 1}, {"ai": 1, "ml": 2}]

    assert spread(options) == {"ai": (0, 1), "ml": (1, 2)}
    assert spread([]) == {}


points = st.dictionaries(st.sampled_from(["ai", "data", "ml"]), st.integers(1, 3))
options = st.dictionaries(st.sampled_from("abcd"), points, min_size=1)


@st.composite
def answered_quizzes(draw: st.DrawFn) -> tuple[list[QuestionForm], dict[str, str]]:
    told = draw(st.dictionaries(st.sampled_from("pqrstuv"), options, min_size=1))
    answered = draw(st.sets(st.sampled_from(sorted(told))))
    answers = {key: draw(st.sampled_from(sorted(told[key]))) for key in sorted(answered)}
    return asked(**told), answers


@given(answered_quizzes(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(
    quiz: tuple[list[QuestionForm], dict[str, str]], chance: random.Random
) -> None:
    questions, answers = quiz
    shuffled = list(answers.items())
    chance.shuffle(shuffled)

    assert fit(questions, dict(shuffled)) == fit(questions, answers)


@given(answered_quizzes())
def test_scores_are_percentages_in_descending_order(
    quiz: tuple[list[QuestionForm], dict[str, str]],
) -> None:
    questions, answers = quiz

    found = fit(questions, answers)

    told = [ranked.score for ranked in found.ranking]
    assert told == sorted(told, reverse=True)
    assert all(0 <= score <= 100 for score in told)
    assert len({ranked.track for ranked in found.ranking}) == len(told)
    assert bool(told) <= bool(answers)
    assert len(found.unanswered) + len(answers) == len(questions)


@given(answered_quizzes(), st.data())
def test_an_answer_that_gives_a_track_more_never_lowers_it(
    quiz: tuple[list[QuestionForm], dict[str, str]], data: st.DataObject
) -> None:
    questions, answers = quiz
    if not answers:
        return
    question = data.draw(st.sampled_from([each for each in questions if each.key in answers]))
    other = data.draw(st.sampled_from(question.options))
    before = next(each for each in question.options if each.key == answers[question.key])

    scores = {ranked.track: ranked.score for ranked in fit(questions, answers).ranking}
    after = fit(questions, answers | {question.key: other.key}).ranking

    for ranked in after:
        gained = other.points.get(ranked.track, 0) - before.points.get(ranked.track, 0)
        moved = ranked.score - scores[ranked.track]
        assert moved * gained >= 0
        assert gained or not moved
