"""The fit quiz that is shipped: fair, explained, and with no question that is asked for nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from roadmap.files.checking import check
from roadmap.files.forms import OptionForm, QuestionForm, QuizForm
from roadmap.files.writing import written_quiz
from roadmap.fitting import fit

FILE = Path(__file__).resolve().parents[2] / "content" / "quiz" / "fit.yaml"
TITLES = {"ai-engineer": "AI engineer", "ml-engineer": "ML engineer"}
STRENGTH = {1: "a little", 2: "clearly", 3: "strongly"}


def _shipped() -> QuizForm:
    form, faults = check(FILE.read_bytes(), FILE.name)
    assert form
    assert form.quiz
    assert faults == []
    return form.quiz


QUIZ = _shipped()
EACH_OPTION = pytest.mark.parametrize(
    "option",
    [
        pytest.param(option, id=f"{question.key} {option.key}")
        for question in QUIZ.questions
        for option in question.options
    ],
)


def most_for(track: str, question: QuestionForm) -> str:
    """The option that speaks most for the track."""
    return max(question.options, key=lambda option: option.points.get(track, 0)).key


def middling(question: QuestionForm) -> str:
    """The option that speaks for both."""
    return next(option.key for option in question.options if len(option.points) == 2)


class TestQuestions:
    def test_are_eight_to_twelve(self) -> None:
        assert 8 <= len(QUIZ.questions) <= 12

    @pytest.mark.parametrize("question", QUIZ.questions, ids=lambda question: question.key)
    def test_can_each_change_who_comes_first(self, question: QuestionForm) -> None:
        """For one who has answered all the others, in some way."""
        others = [each for each in QUIZ.questions if each is not question]
        chance = random.Random(2026)

        for _ in range(2_000):
            answers = {each.key: chance.choice(each.options).key for each in others}
            if len(firsts(question, answers)) > 1:
                return
        pytest.fail("Nobody's ranking changes, whatever is answered.")

    def test_offer_as_much_to_each_track(self) -> None:
        most = {
            track: sum(
                max(option.points.get(track, 0) for option in question.options)
                for question in QUIZ.questions
            )
            for track in TITLES
        }

        assert abs(most["ai-engineer"] - most["ml-engineer"]) <= 1


def firsts(question: QuestionForm, others: Mapping[str, str]) -> set[str]:
    return {
        fit(QUIZ.questions, {**others, question.key: option.key}).ranking[0].track
        for option in question.options
    }


@EACH_OPTION
class TestOptions:
    def test_say_for_which_track_they_speak_how_strongly_and_why(self, option: OptionForm) -> None:
        strengths = {STRENGTH[points] for points in option.points.values()}
        (strength,) = strengths
        named = "both tracks" if len(option.points) == 2 else TITLES[next(iter(option.points))]

        assert option.why.startswith(f"Speaks {strength} for {named}, because ")
        assert option.why.count(".") == 1
        assert option.why.endswith(".")


class TestProfiles:
    @pytest.mark.parametrize("track", TITLES)
    def test_that_always_lean_one_way_are_told_so(self, track: str) -> None:
        answers = {question.key: most_for(track, question) for question in QUIZ.questions}

        found = fit(QUIZ.questions, answers)

        assert (found.ranking[0].track, found.ranking[0].score) == (track, 100)
        assert len(found.ranking[0].reasons) == 4
        assert (found.tie, found.enough, found.unanswered) == (False, True, ())

    def test_that_lean_to_neither_are_a_close_call_with_reasons_for_both(self) -> None:
        answers = {question.key: middling(question) for question in QUIZ.questions}

        assert_is_a_close_call(answers)

    def test_that_lean_both_ways_are_a_close_call_with_reasons_for_both(self) -> None:
        answers = {
            question.key: most_for([*TITLES][number % 2], question)
            for number, question in enumerate(QUIZ.questions)
        }

        assert_is_a_close_call(answers)


def assert_is_a_close_call(answers: Mapping[str, str]) -> None:
    found = fit(QUIZ.questions, answers)

    assert (found.tie, found.enough) == (True, True)
    assert all(ranked.reasons for ranked in found.ranking)
    assert {ranked.track for ranked in found.ranking} == TITLES.keys()


def test_the_file_is_in_its_canonical_form() -> None:
    assert written_quiz(QUIZ) == FILE.read_text()
