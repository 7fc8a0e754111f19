"""What is wrong with a file of the fit quiz is told once, and where."""

from __future__ import annotations

import pytest

from tests.roadmap.files import ML, QUIZ, faults_of, quiz

# The mark stands in the changed text where the fault is to be.
MARK = "▸"


def test_the_example_has_no_faults() -> None:
    assert faults_of(ml=ML, quiz=QUIZ) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "key: pace",
            "key: ▸Pace",
            'bad_format: quiz/questions/1/key: "Pace" is no slug, such as "data-cleaning"',
        ),
        ("- key: pace\n      text", "- ▸text", 'required: quiz/questions/1: "key" is missing'),
        (
            "- key: pace",
            "- ▸key: maths",
            'duplicate: quiz/questions/1: "maths" is in this list already',
        ),
        (
            "- key: later",
            "- ▸key: soon",
            'duplicate: quiz/questions/1/options/1: "soon" is in this list already',
        ),
        (
            "- key: later\n          text",
            "- ▸text",
            'required: quiz/questions/1/options/1: "key" is missing',
        ),
        (
            "key: later\n          text: Later.\n          why: It says nothing.",
            "▸key: later\n          text: Later.",
            'required: quiz/questions/1/options/1: "why" is missing',
        ),
        (
            "{ml-engineer: 3}",
            "{ml-engineer: ▸4}",
            "out_of_range: quiz/questions/0/options/0/points/ml-engineer: 4 is not from 0 to 3",
        ),
        (
            "{ml-engineer: 3}",
            "{ml-engineer: ▸-1}",
            "out_of_range: quiz/questions/0/options/0/points/ml-engineer: -1 is not from 0 to 3",
        ),
        (
            "{ml-engineer: 3}",
            "{ml-engineer: ▸much}",
            (
                "wrong_type: quiz/questions/0/options/0/points/ml-engineer: "
                "this is to be a whole number"
            ),
        ),
        (
            "{ml-engineer: 3}",
            "▸[ml-engineer]",
            "wrong_type: quiz/questions/0/options/0/points: this is to be a mapping from slugs",
        ),
        (
            "{ml-engineer: 3}",
            "{ml-engineer: 3, ▸ml-engineer: 2}",
            (
                "duplicate_key: quiz/questions/0/options/0/points/ml-engineer: "
                '"ml-engineer" is there already, in line 10'
            ),
        ),
        (
            "{ml-engineer: 3}",
            "{ml-engineer: 3, ▸ml-enginer: 1}",
            (
                "unknown_track: quiz/questions/0/options/0/points/ml-enginer: "
                'no track "ml-enginer"; did you mean "ml-engineer"?'
            ),
        ),
        (
            "points: {ai-engineer: 3}",
            "▸point: {ai-engineer: 3}",
            (
                "unknown_field: quiz/questions/1/options/0/point: "
                'no field "point" here; did you mean "points"?'
            ),
        ),
        (
            "[python, git, bash]",
            "[python, ▸gti, bash]",
            'unknown_skill: quiz/first_steps/ai-engineer/1: no skill "gti"',
        ),
        (
            "[python, git, bash]",
            "▸[python, git]",
            "out_of_range: quiz/first_steps/ai-engineer: 3 skills to begin with, not 2",
        ),
        (
            "[python, git, bash]",
            "▸[]",
            "out_of_range: quiz/first_steps/ai-engineer: 3 skills to begin with, not 0",
        ),
        (
            "[python, git, bash]",
            "▸python",
            "wrong_type: quiz/first_steps/ai-engineer: this is to be a list",
        ),
        (
            "[python, git, bash]",
            "[python, git, ▸python]",
            'duplicate: quiz/first_steps/ai-engineer/2: "python" is in this list already',
        ),
        (
            "[python, git, bash]",
            "[python, ▸7, git]",
            "wrong_type: quiz/first_steps/ai-engineer/1: this is to be the key of a node",
        ),
        (
            "    ml-engineer: [bash",
            "    ▸pilot: [git, python, go]\n    ml-engineer: [bash",
            'unknown_track: quiz/first_steps/pilot: no track "pilot"',
        ),
    ],
)
def test_one_mistake_is_one_fault(old: str, new: str, fault: str) -> None:
    before, mark, after = quiz(old, new).partition(MARK)
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")

    assert mark
    assert faults_of(ml=ML, quiz=before + after) == [f"quiz.yaml:{line}:{column}: {fault}"]


def test_each_track_that_is_spoken_for_needs_first_steps() -> None:
    without = quiz("    ml-engineer: [bash, python, java]\n", "")

    assert faults_of(ml=ML, quiz=without) == [
        'quiz.yaml:3:3: required: quiz: "first_steps" tells none of ml-engineer'
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Only one option is left; both say the same; both favour nobody.
        ("        - key: later\n          text: Later.\n          why: It says nothing.\n", ""),
        ("nothing.\n", "nothing.\n          points: {ai-engineer: 3}\n"),
        ("points: {ai-engineer: 3}", "points: {ai-engineer: 1, ml-engineer: 1}"),
    ],
)
def test_a_question_that_can_change_nothing_is_idle(old: str, new: str) -> None:
    assert faults_of(ml=ML, quiz=quiz(old, new)) == [
        (
            "quiz.yaml:15:7: idle_question: quiz/questions/1: "
            "whichever option is chosen, no ranking changes"
        )
    ]


class TestNothing:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("quiz: {first_steps: {}}", '2:7: required: quiz: "questions" is missing'),
            ("quiz: {questions: []}", '2:19: required: quiz/questions: "questions" is empty'),
            ("quiz: hello", "2:7: wrong_type: quiz: this is to be a mapping of fields"),
            (
                "quiz: {questions: [{key: a, text: A, options: []}]}",
                '2:47: required: quiz/questions/0/options: "options" is empty',
            ),
            (
                "quiz: {questions: [{key: a, text: A}]}",
                '2:20: required: quiz/questions/0: "options" is missing',
            ),
        ],
    )
    def test_is_no_quiz(self, text: str, fault: str) -> None:
        assert faults_of(quiz=f"waymark: 1\n{text}\n") == [f"quiz.yaml:{fault}"]


def test_no_more_is_asked_than_a_request_can_answer() -> None:
    asked = ", ".join(f"{{key: q{n}, text: Q, options: []}}" for n in range(101))

    faults = faults_of(quiz=f"waymark: 1\nquiz: {{questions: [{asked}]}}\n")

    assert "quiz.yaml:2:19: too_large: quiz/questions: more than 100 questions" in faults


def test_there_is_one_quiz() -> None:
    assert faults_of(ml=ML, quiz=QUIZ, zz=QUIZ) == [
        "zz.yaml:3:3: told_twice: quiz: the quiz is told in quiz.yaml already"
    ]


def test_a_first_step_stands_on_a_roadmap() -> None:
    loose = "waymark: 1\nskills: {svn: {title: Svn, kind: tool}}\n"

    assert faults_of(ml=ML, loose=loose, quiz=quiz("[python, git,", "[python, svn,")) == [
        (
            "quiz.yaml:26:27: not_on_any_roadmap: quiz/first_steps/ai-engineer/1: "
            '"svn" stands on no roadmap, here or published'
        )
    ]
