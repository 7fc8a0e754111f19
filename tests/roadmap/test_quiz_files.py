"""The fit quiz as a file: every fault with its place, imported whole, exported as it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from roadmap.files.checking import check
from roadmap.files.faults import FilesAreFaulty
from roadmap.files.forms import FirstStepsForm, Name, OptionForm, QuestionForm, QuizForm
from roadmap.files.writing import written_quiz
from roadmap.models import FirstStep, Option, Question, Skill, Track, Weight
from roadmap.queries import quiz_as_told
from roadmap.services.exporting import exported_quiz
from roadmap.services.importing import Outcome, check_files, import_files
from tests.factories import a_skill, a_version
from tests.roadmap.files import EVERYTHING, ML, QUIZ, quiz, raw

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def load(text: str = QUIZ, *, write: bool = True, publish: bool = False) -> Outcome:
    files = {**EVERYTHING, "ml.yaml": ML, "quiz.yaml": text}
    return import_files(files=raw(files), write=write, publish=publish, by=None, at=AT)


@pytest.mark.django_db
class TestImported:
    def test_is_stored_as_it_is_told(self) -> None:
        outcome = load()

        assert outcome.is_quiz_changed
        assert list(Question.objects.in_order().values_list("key", "position")) == [
            ("maths", 0),
            ("pace", 1),
        ]
        weights = Weight.objects.order_by("option__pk", "track__slug")
        assert list(weights.values_list("option__key", "track__slug", "points")) == [
            ("a-lot", "ml-engineer", 3),
            ("no", "ai-engineer", 2),
            ("no", "ml-engineer", 1),
            ("soon", "ai-engineer", 3),
        ]
        steps = FirstStep.objects.filter(track__slug="ml-engineer").in_order()
        assert list(steps.values_list("skill__slug", flat=True)) == ["bash", "python", "java"]

    def test_again_is_left_as_it_is(self) -> None:
        load()
        before = list(Option.objects.order_by("pk").values())

        outcome = load()

        assert not outcome.is_quiz_changed
        assert list(Option.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("text: Soon.", "text: At once."),
            ("why: Basic maths is enough.", "why: Less is enough."),
            ("{ai-engineer: 2, ml-engineer: 1}", "{ai-engineer: 2}"),
            ("key: pace", "key: when"),
            ("[python, git, bash]", "[git, python, bash]"),
        ],
    )
    def test_otherwise_takes_the_place_of_what_was(self, old: str, new: str) -> None:
        load()

        outcome = load(quiz(old, new))

        assert outcome.is_quiz_changed
        assert exported_quiz() == quiz(old, new)

    def test_is_taken_back_by_a_dry_run(self) -> None:
        assert load(write=False).is_quiz_changed
        assert not Question.objects.exists()

    def test_is_refused_as_a_whole_with_all_else(self) -> None:
        with pytest.raises(FilesAreFaulty):
            load(quiz("{ml-engineer: 3}", "{ml-engineer: 4}"))

        assert not Question.objects.exists()
        assert not Skill.objects.exists()

    def test_points_of_nothing_are_none(self) -> None:
        load(quiz("{ml-engineer: 3}", "{ml-engineer: 3, ai-engineer: 0}"))

        assert exported_quiz() == QUIZ

    def test_alone_finds_its_tracks_and_published_skills(self) -> None:
        load(publish=True)
        a_version({"rust": ""}, roadmap="systems")
        text = quiz("[python, git,", "[python, rust,")

        outcome = import_files(
            files=raw({"quiz.yaml": text}), write=True, publish=False, by=None, at=AT
        )

        assert outcome.is_quiz_changed
        assert exported_quiz() == text

    def test_alone_takes_no_step_that_is_not_published(self) -> None:
        load(publish=True)
        a_skill("rust")

        with pytest.raises(FilesAreFaulty, match="not_on_any_roadmap") as refused:
            check_files(raw({"quiz.yaml": quiz("[python, git,", "[python, rust,")}))

        assert len(refused.value.faults) == 1

    @pytest.mark.parametrize("size", [2, 90])
    def test_costs_the_same_whatever_its_size(
        self, size: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        load(publish=True)
        options = (
            "[{key: a, text: A, why: A, points: {ai-engineer: 3}},"
            " {key: b, text: B, why: B, points: {ml-engineer: 1}}]"
        )
        asked = ", ".join(f"{{key: q{n}, text: Q, options: {options}}}" for n in range(size))
        text = (
            f"waymark: 1\nquiz: {{questions: [{asked}], "
            "first_steps: {ai-engineer: [git, bash, python], ml-engineer: [git, bash, go]}}\n"
        )

        with django_assert_num_queries(25):
            import_files(files=raw({"q": text}), write=True, publish=False, by=None, at=AT)

        assert Question.objects.count() == size


@pytest.mark.django_db
class TestExported:
    def test_is_the_canonical_form(self) -> None:
        load()

        assert exported_quiz() == QUIZ

    def test_is_printed_by_the_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        load()

        call_command("roadmap_export", "--quiz")

        assert capsys.readouterr().out == QUIZ

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "Name a roadmap, or use --quiz."),
            (["mini", "--quiz"], "Name a roadmap, or use --quiz."),
            (["--quiz"], "There is no quiz."),
            (
                ["--quiz", "--format", "json"],
                "The quiz has no versions, and is exported as YAML alone.",
            ),
            (
                ["--quiz", "--version", "0"],
                "The quiz has no versions, and is exported as YAML alone.",
            ),
        ],
    )
    def test_is_not_when_something_else_is_asked(self, arguments: list[str], told: str) -> None:
        with pytest.raises(CommandError) as refused:
            call_command("roadmap_export", *arguments)

        assert str(refused.value) == told

    def test_is_judged_with_all_that_is_in_the_database(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        load()
        Weight.objects.filter(option__question__key="pace").delete()

        with pytest.raises(CommandError):
            call_command("roadmap_check", "--all")

        assert "~fit-quiz.yaml:15:7: idle_question: quiz/questions/1" in capsys.readouterr().out


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
).filter(lambda text: text == text.strip())
keys = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4})?", fullmatch=True)
options = st.builds(
    OptionForm, keys, words, words, st.dictionaries(keys, st.integers(1, 3), max_size=3)
)
questions = st.builds(
    QuestionForm,
    keys,
    words,
    st.lists(options, min_size=1, max_size=3, unique_by=lambda each: each.key).map(tuple),
)


@given(
    st.lists(questions, min_size=1, max_size=3, unique_by=lambda each: each.key),
    st.dictionaries(keys, st.lists(keys, min_size=3, max_size=3, unique=True), min_size=1),
)
def test_what_is_written_is_read_as_the_same(
    asked: list[QuestionForm], steps: dict[str, list[str]]
) -> None:
    begun = (FirstStepsForm(Name(track), tuple(map(Name, steps[track]))) for track in sorted(steps))
    quiz = QuizForm(tuple(asked), tuple(begun))

    read, faults = check(written_quiz(quiz).encode(), "quiz.yaml")

    assert {fault.code for fault in faults} <= {"idle_question"}
    assert read
    assert read.quiz == quiz


@pytest.mark.django_db
class TestTheDatabase:
    @pytest.mark.parametrize("points", [0, 4])
    def test_keeps_points_between_one_and_three(self, points: int) -> None:
        load()
        track, option = Track.objects.get(slug="ml-engineer"), Option.objects.get(key="later")

        with pytest.raises(IntegrityError, match="weight_is_one_to_three_points"):
            Weight.objects.create(option=option, track=track, points=points)

    def test_keeps_each_key_once(self) -> None:
        load()
        option = Option.objects.get(key="soon")
        step = FirstStep.objects.all()[0]
        again = [
            Question(key="maths", text="?", position=9),
            Option(question=option.question, key="soon", text="?", why="?", position=9),
            Weight(option=option, track=Track.objects.get(slug="ai-engineer"), points=1),
            FirstStep(track=step.track, skill=step.skill, position=9),
        ]

        for row in again:
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()

    def test_forgets_a_track_and_keeps_the_quiz(self) -> None:
        load()

        Track.objects.get(slug="ml-engineer").delete()

        told = quiz_as_told()
        assert told
        assert [question.key for question in told.questions] == ["maths", "pace"]
        assert {name.text for name in told.tracks()} == {"ai-engineer"}
