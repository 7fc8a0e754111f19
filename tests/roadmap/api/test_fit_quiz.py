"""Which track? Questions for everybody, and an honest answer to whatever is answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from roadmap.models import Question
from tests.factories import a_question
from tests.roadmap.api.asking import body, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cast")]

RESULTS = "/fit-quiz/results"


def faults(query: str) -> list[tuple[str, str]]:
    response = get(f"{RESULTS}?{query}")
    assert response.status_code == 400
    assert {fault["in"] for fault in response.json()["errors"]} == {"query"}
    return [(fault["pointer"], fault["code"]) for fault in response.json()["errors"]]


class TestQuestions:
    def test_come_in_order_with_what_each_option_speaks_for(self) -> None:
        Question.objects.filter(key="pace").update(position=7)

        quiz = body("/fit-quiz")

        assert quiz["questions"][0] == {
            "key": "maths",
            "text": "maths?",
            "options": [
                {"key": "a-lot", "text": "a-lot.", "why": "maths a-lot"},
                {"key": "little", "text": "little.", "why": "maths little"},
            ],
        }
        assert [question["key"] for question in quiz["questions"]] == ["maths", "pace"]

    def test_are_asked_in_the_order_curators_gave_them(self) -> None:
        Question.objects.filter(key="maths").update(position=7)

        assert [question["key"] for question in body("/fit-quiz")["questions"]] == ["pace", "maths"]


class TestResults:
    def test_rank_tracks_with_reasons_and_first_steps(self) -> None:
        assert body(f"{RESULTS}?maths=a-lot") == {
            "ranking": [
                {
                    "track": "ml-engineer",
                    "score": 100,
                    "reasons": ["maths a-lot"],
                    # No published version holds the third, so nobody could begin with it.
                    "first_steps": ["statistics", "python"],
                },
                {"track": "ai-engineer", "score": 50, "reasons": [], "first_steps": []},
            ],
            "tie": False,
            "enough": True,
            "unanswered": ["pace"],
        }

    def test_call_a_close_call_one(self) -> None:
        found = body(f"{RESULTS}?pace=soon&maths=a-lot")

        assert [(each["track"], each["score"]) for each in found["ranking"]] == [
            ("ai-engineer", 80),
            ("ml-engineer", 75),
        ]
        assert found["tie"] is True
        assert [each["reasons"] for each in found["ranking"]] == [["pace soon"], ["maths a-lot"]]

    @pytest.mark.parametrize("query", ["", "?"])
    def test_of_no_answer_are_not_enough_to_tell(self, query: str) -> None:
        assert body(f"{RESULTS}{query}") == {
            "ranking": [],
            "tie": False,
            "enough": False,
            "unanswered": ["maths", "pace"],
        }

    def test_do_not_depend_on_the_order_of_the_answers(self) -> None:
        assert body(f"{RESULTS}?maths=little&pace=later") == body(
            f"{RESULTS}?pace=later&maths=little"
        )

    @pytest.mark.parametrize(
        ("query", "told"),
        [
            ("colour=red", [("/colour", "unknown_parameter")]),
            ("maths=some", [("/maths", "not_a_choice")]),
            ("maths=", [("/maths", "not_a_choice")]),
            # The option of another question.
            ("maths=soon", [("/maths", "not_a_choice")]),
            ("maths=a-lot&maths=a-lot", [("/maths", "repeated_parameter")]),
            ("Maths=a-lot", [("/Maths", "unknown_parameter")]),
            (
                "colour=red&maths=some&pace=soon",
                [("/colour", "unknown_parameter"), ("/maths", "not_a_choice")],
            ),
        ],
    )
    def test_refuse_what_the_quiz_does_not_ask(
        self, query: str, told: list[tuple[str, str]]
    ) -> None:
        assert faults(query) == told

    def test_take_no_answer_where_there_is_no_option(self) -> None:
        """No file and no form leaves a question like this, but a row can be."""
        a_question("salary")

        assert faults("salary=high") == [("/salary", "unknown_parameter")]

    def test_name_the_options_there_are(self) -> None:
        (fault,) = get(f"{RESULTS}?maths=some").json()["errors"]

        assert fault["detail"] == "Use a-lot or little."

    def test_store_nothing(self) -> None:
        before = everything()

        body(f"{RESULTS}?maths=a-lot&pace=soon")

        assert everything() == before

    def test_refuse_what_was_taken_before_the_question_went(self) -> None:
        """Also from one who holds the ETag of the answer of then."""
        etag = get(f"{RESULTS}?pace=soon")["ETag"]
        Question.objects.filter(key="pace").delete()

        response = get(f"{RESULTS}?pace=soon", **{"If-None-Match": etag})

        assert response.status_code == 400
        assert "ETag" not in response


class TestWithoutAQuiz:
    @pytest.fixture(autouse=True)
    def _none(self, _cast: None) -> None:
        Question.objects.all().delete()

    def test_there_are_no_questions(self) -> None:
        assert body("/fit-quiz") == {"questions": []}

    def test_nothing_can_be_told(self) -> None:
        assert body(RESULTS) == {"ranking": [], "tie": False, "enough": False, "unanswered": []}

    def test_nothing_can_be_answered(self) -> None:
        assert faults("maths=a-lot") == [("/maths", "unknown_parameter")]


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {model.__name__: list(model._base_manager.values()) for model in apps.get_models()}
