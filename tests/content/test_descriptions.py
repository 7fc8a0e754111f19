"""The form of a description, each part of it missing or misshapen once."""

from __future__ import annotations

import pytest

from tests.content.descriptions import complaints_about
from tests.content.sample import ACCEPTED, DESCRIPTION, PARAGRAPH, POINTS, TRAP

DONE = "**Done when you can**"


def about(description: str, *, is_project: bool = False) -> list[tuple[str, str]]:
    return list(complaints_about(description, is_project=is_project))


def codes(description: str) -> list[str]:
    return [code for code, _ in about(description)]


def test_the_form() -> None:
    assert about(DESCRIPTION) == []
    assert about(f"{PARAGRAPH}\n\n{DESCRIPTION}") == []
    assert about(ACCEPTED, is_project=True) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (DESCRIPTION, "", "description_form"),
        (f"{DONE}\n\n", "", "description_form"),
        (f"{DONE}\n\n", f"{DONE}\n", "description_form"),
        (DONE, "**Done when you can:**", "description_form"),
        (f"\n\n{TRAP}", " and more so that it stays long enough" * 4, "description_form"),
        (TRAP, f"{TRAP}\n\nMore.", "description_form"),
        ("**Common trap.**", "**Common trap**:", "description_form"),
        ("those who build.", "those who build", "description_form"),
        ("those who build.", "those. Who build.", "description_form"),
        (PARAGRAPH, f"{PARAGRAPH}\n\nOne.\n\nTwo.", "description_form"),
        (PARAGRAPH, f"## A heading\n\n{PARAGRAPH}", "description_form"),
        (PARAGRAPH, f"- {PARAGRAPH}", "description_form"),
        (f"{PARAGRAPH}\n\n", "", "description_form"),
        (POINTS, POINTS.replace("- draw", "* draw"), "description_form"),
        (POINTS, "- only one", "outcomes"),
        (POINTS, "\n".join(f"- point {number}" for number in range(5)), "outcomes"),
    ],
)
def test_one_thing_wrong(old: str, new: str, code: str) -> None:
    assert DESCRIPTION.count(old) == 1

    assert code in codes(DESCRIPTION.replace(old, new))


@pytest.mark.parametrize("points", [2, 3, 4])
def test_two_to_four_outcomes(points: int) -> None:
    listed = "\n".join(f"- say what number {point} is\n  on two lines" for point in range(points))

    assert codes(DESCRIPTION.replace(POINTS, listed)) == []


@pytest.mark.parametrize(("points", "is_fine"), [(2, False), (3, True), (6, True), (7, False)])
def test_three_to_six_points_to_accept_a_project(points: int, *, is_fine: bool) -> None:
    listed = "\n".join(f"- say what number {point} is" for point in range(points))
    changed = ACCEPTED.replace(f"{POINTS}\n- it stands a winter", listed)

    found = about(changed, is_project=True)

    assert [code for code, _ in found] == ([] if is_fine else ["outcomes"])


def test_a_project_is_accepted_and_a_skill_is_done() -> None:
    [(_, detail)] = about(DESCRIPTION, is_project=True)

    assert detail.endswith(f'not "{DONE}", which is for other kinds')


@pytest.mark.parametrize(("words", "is_fine"), [(59, False), (60, True), (200, True), (201, False)])
def test_sixty_to_two_hundred_words(words: int, *, is_fine: bool) -> None:
    form = f"{{}}\n\n{DONE}\n\n- one\n- two\n\n**Common trap.** None."
    rest = len(form.replace("- ", "").split()) - 1

    assert codes(form.format(" ".join(["word"] * (words - rest)))) == (
        [] if is_fine else ["description_length"]
    )
