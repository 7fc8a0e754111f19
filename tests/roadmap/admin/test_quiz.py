"""The fit quiz at a curator's desk: one page for a question, its options and what they weigh."""

from __future__ import annotations

from typing import Any

import pytest

from roadmap.models import FirstStep, Option, Question, Track, Weight
from tests.desk import Desk, a_curator, filled
from tests.factories import a_question, a_skill, a_version

AI, ML = "points-ai-engineer", "points-ml-engineer"


@pytest.fixture(autouse=True)
def _tracks(db: None) -> None:
    Track.objects.create(slug="ai-engineer", title="AI engineer")
    Track.objects.create(slug="ml-engineer", title="ML engineer")


@pytest.fixture
def maths() -> Question:
    return a_question("maths", much={"ml-engineer": 3}, little={"ai-engineer": 2, "ml-engineer": 1})


def weights() -> set[tuple[str, str, int]]:
    rows = Weight.objects.values_list("option__key", "track__slug", "points")
    return {(option, track, points) for option, track, points in rows}


def errors(page: Any) -> list[str]:
    (inline,) = page.context["inline_admin_formsets"]
    return list(inline.formset.non_form_errors())


def option(index: int, **words: Any) -> dict[str, Any]:
    told = {"text": "Yes.", "key": "yes", "why": "Because."} | words
    return {f"options-{index}-{name}": value for name, value in told.items()}


class TestQuestion:
    def test_shows_beside_each_option_how_it_speaks_for_each_track(
        self, eve: Desk, maths: Question
    ) -> None:
        shown = filled(eve.get("roadmap_question_change", maths.pk))

        assert [shown[f"options-0-{name}"] for name in ("key", AI, ML)] == ["much", 0, 3]
        assert [shown[f"options-1-{name}"] for name in ("key", AI, ML)] == ["little", 2, 1]

    def test_weighs_what_is_chosen(self, eve: Desk, maths: Question) -> None:
        changes = {f"options-0-{AI}": 1, f"options-0-{ML}": 2, f"options-1-{ML}": 0}

        answer = eve.save("roadmap_question_change", maths.pk, changes=changes)

        assert answer.status_code == 302
        assert weights() == {
            ("much", "ai-engineer", 1),
            ("much", "ml-engineer", 2),
            ("little", "ai-engineer", 2),
        }

    def test_keeps_a_sentence_on_one_line(self, eve: Desk, maths: Question) -> None:
        changes = {"options-0-text": "A lot,\r\nreally. ", "options-0-why": " It\nmatters."}

        eve.save("roadmap_question_change", maths.pk, changes=changes)

        much = Option.objects.get(key="much")
        assert (much.text, much.why) == ("A lot, really.", "It matters.")

    def test_saved_as_it_is_writes_no_weight(self, eve: Desk, maths: Question) -> None:
        before = list(Weight.objects.order_by("pk").values())

        eve.save("roadmap_question_change", maths.pk, changes={"text": "And maths?"})

        assert Question.objects.get().text == "And maths?"
        assert list(Weight.objects.order_by("pk").values()) == before

    def test_is_added_behind_the_last_with_its_options_in_order(
        self, eve: Desk, maths: Question
    ) -> None:
        changes = {
            "text": "How soon?",
            "key": "pace",
            **option(0, **{"key": "soon", AI: 3, ML: 0}),
            **option(1, **{"key": "later", AI: 0, ML: 2}),
        }

        answer = eve.save("roadmap_question_add", changes=changes)

        assert answer.status_code == 302
        pace = Question.objects.get(key="pace")
        assert pace.position == maths.position + 1
        assert list(pace.options.order_by("position").values_list("key", flat=True)) == [
            "soon",
            "later",
        ]
        assert {("soon", "ai-engineer", 3), ("later", "ml-engineer", 2)} <= weights()

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param(
                {f"options-0-{ML}": 0, f"options-1-{AI}": 0, f"options-1-{ML}": 0}, id="0"
            ),
            pytest.param({f"options-0-{AI}": 3, f"options-1-{ML}": 2}, id="nobody is favoured"),
            pytest.param({"options-1-DELETE": "on"}, id="one is left"),
            pytest.param({"options-0-DELETE": "on", "options-1-DELETE": "on"}, id="none is left"),
        ],
    )
    def test_that_can_change_no_ranking_is_refused(
        self, changes: dict[str, Any], eve: Desk, maths: Question
    ) -> None:
        before = weights()

        page = eve.save("roadmap_question_change", maths.pk, changes=changes)

        assert page.status_code == 200
        (told,) = errors(page)
        assert told.startswith("Whichever option is chosen, no ranking changes.")
        assert weights() == before

    def test_without_options_is_refused(self, eve: Desk) -> None:
        page = eve.save("roadmap_question_add", changes={"text": "How soon?", "key": "pace"})

        assert page.status_code == 200
        assert len(errors(page)) == 1
        assert not Question.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("key", "Maths_1"),
            ("options-0-key", "A lot"),
            ("options-0-key", "little"),
            (f"options-0-{ML}", 4),
            (f"options-0-{ML}", -1),
            ("options-0-why", ""),
        ],
    )
    def test_takes_nothing_that_is_wrong(
        self, field: str, value: Any, eve: Desk, maths: Question
    ) -> None:
        before = list(Option.objects.order_by("pk").values()), weights()

        page = eve.save("roadmap_question_change", maths.pk, changes={field: value})

        assert page.status_code == 200
        assert (list(Option.objects.order_by("pk").values()), weights()) == before

    def test_is_deleted_with_all_that_hangs_on_it(self, eve: Desk, maths: Question) -> None:
        eve.post("roadmap_question_delete", maths.pk, sent={"post": "yes"})

        assert not Question.objects.exists()
        assert not Weight.objects.exists()

    def test_is_told_in_words_to_one_who_may_only_look(self, maths: Question) -> None:
        looking = a_curator("lea@waymark.example", only="view_question view_option")

        page = looking.get("roadmap_question_change", maths.pk)

        assert "ML engineer: strongly" in page.text
        assert f"options-0-{ML}" not in page.text


class TestQuestions:
    def test_are_listed_in_order_with_the_spread_of_their_points(
        self, eve: Desk, maths: Question
    ) -> None:
        a_question("pace", soon={"ai-engineer": 3}, later={})
        Question.objects.filter(key="maths").update(position=5)

        page = eve.get("roadmap_question_changelist")

        assert [row.key for row in page.context["cl"].result_list] == ["pace", "maths"]
        assert "AI engineer 0 to 2 · ML engineer 1 to 3" in page.text

    def test_are_put_in_order_in_the_list(self, eve: Desk, maths: Question) -> None:
        pace = a_question("pace", soon={"ai-engineer": 3}, later={})
        sent = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Save"}
        for index, (question, position) in enumerate([(maths, 1), (pace, 0)]):
            sent |= {f"form-{index}-id": question.pk, f"form-{index}-position": position}

        answer = eve.post("roadmap_question_changelist", sent=sent)

        assert answer.status_code == 302
        assert [question.key for question in Question.objects.in_order()] == ["pace", "maths"]

    def test_are_found_by_key_and_text(self, eve: Desk, maths: Question) -> None:
        a_question("pace", soon={"ai-engineer": 3}, later={})

        page = eve.get("roadmap_question_changelist", q="MATHS?")

        assert [row.key for row in page.context["cl"].result_list] == ["maths"]


class TestFirstSteps:
    @pytest.fixture(autouse=True)
    def _skills(self) -> None:
        a_version({"python": "", "git": "", "sql": "", "bash": ""})
        a_skill("loose")

    def save(self, eve: Desk, *slugs: str) -> Any:
        """Save the AI engineer's page with these skills as new first steps."""
        track = Track.objects.get(slug="ai-engineer")
        changes: dict[str, Any] = {"first_steps-TOTAL_FORMS": len(slugs)}
        for index, slug in enumerate(slugs):
            changes[f"first_steps-{index}-skill"] = a_skill(slug).pk
        return eve.save("roadmap_track_change", track.pk, changes=changes)

    def test_are_kept_in_order(self, eve: Desk) -> None:
        assert self.save(eve, "sql", "python", "git").status_code == 302

        steps = FirstStep.objects.in_order().values_list("skill__slug", flat=True)
        assert list(steps) == ["sql", "python", "git"]

    @pytest.mark.parametrize(
        "slugs",
        [["python", "git", "sql", "bash"], ["loose"], ["python", "python"]],
        ids=["four", "not published", "the same twice"],
    )
    def test_are_three_different_published_skills_at_most(
        self, slugs: list[str], eve: Desk
    ) -> None:
        assert self.save(eve, *slugs).status_code == 200
        assert not FirstStep.objects.exists()

    @pytest.mark.parametrize(("term", "found"), [("pyth", ["Python"]), ("loose", [])])
    def test_are_chosen_among_published_skills(
        self, term: str, found: list[str], eve: Desk
    ) -> None:
        names = {"app_label": "roadmap", "model_name": "firststep", "field_name": "skill"}

        results = eve.get("autocomplete", **names, term=term).json()["results"]

        assert [result["text"] for result in results] == found
