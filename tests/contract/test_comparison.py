"""Contract 5: two tracks compared, and what each would still take a learner."""

from __future__ import annotations

import pytest

from tests.contract.shapes import check, day, slug

HERE, THERE = "ai-engineer", "ml-engineer"
SKILL = {"skill": slug, "title": str, "minutes": int}
SIDE = (
    {"value": (int, float, str), "unit": (str, None), "source": str, "as_of": (day, None)},
    None,
)
LISTS = ("shared", "only_here", "only_there")


@pytest.fixture
def comparison(anonymous):
    return anonymous.get(f"/tracks/{HERE}/comparison", params={"with": THERE}).json()


def skills_of(anonymous, roadmap):
    nodes = anonymous.get(f"/roadmaps/{roadmap}/graph").json()["nodes"]
    return [node["key"] for node in nodes if node["kind"] == "skill"]


def named(rows):
    return [row["skill"] for row in rows]


def test_two_tracks_compared(comparison):
    check(
        comparison,
        {
            "track": HERE.__eq__,
            "with": THERE.__eq__,
            "shared": [SKILL],
            "only_here": [SKILL],
            "only_there": [SKILL],
            "minutes": dict.fromkeys(LISTS, int),
            "overlap": float,
            "facts": [
                {"key": str, "label": str, "region": (str, None), "here": SIDE, "there": SIDE}
            ],
        },
    )


def test_every_skill_of_both_roles_is_told_once_in_version_order(anonymous, comparison):
    here, there = skills_of(anonymous, HERE), skills_of(anonymous, THERE)

    shared, only_here, only_there = (named(comparison[name]) for name in LISTS)

    assert shared == [skill for skill in here if skill in there] != []
    assert only_here == [skill for skill in here if skill not in there] != []
    assert only_there == [skill for skill in there if skill not in here] != []


def test_minutes_and_overlap_are_those_of_the_lists(comparison):
    every = sum(len(comparison[name]) for name in LISTS)

    assert comparison["minutes"] == {
        name: sum(row["minutes"] for row in comparison[name]) for name in LISTS
    }
    assert comparison["overlap"] == round(len(comparison["shared"]) / every, 2)


def test_facts_are_those_of_both_tracks(anonymous, comparison):
    for side, track in (("here", HERE), ("there", THERE)):
        facts = anonymous.get(f"/tracks/{track}").json()["facts"]
        told = [
            {name: row[name] for name in ("key", "region")} | row[side]
            for row in comparison["facts"]
            if row[side]
        ]
        without_labels = [{n: fact[n] for n in fact if n != "label"} for fact in facts]

        assert sorted(told, key=repr) == sorted(without_labels, key=repr)


def test_the_other_way_round_it_is_the_same_comparison(anonymous, comparison):
    back = anonymous.get(f"/tracks/{THERE}/comparison", params={"with": HERE}).json()

    assert sorted(named(back["shared"])) == sorted(named(comparison["shared"]))
    assert back["only_here"] == comparison["only_there"]
    assert back["only_there"] == comparison["only_here"]
    assert back["overlap"] == comparison["overlap"]


@pytest.mark.parametrize(
    ("query", "code"),
    [({}, "required"), ({"with": HERE}, "not_a_choice"), ({"with": "no-such"}, "not_a_choice")],
)
def test_a_bad_other_track_is_pointed_at(anonymous, query, code):
    answer = anonymous.get(f"/tracks/{HERE}/comparison", params=query)

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["in"], fault["pointer"]) == (400, "query", "/with")
    assert fault["code"] == code


def test_an_unknown_track_is_404(anonymous):
    answer = anonymous.get("/tracks/no-such/comparison", params={"with": THERE})

    assert answer.status_code == 404


def test_what_each_track_would_still_take(learner):
    learner.put(f"/me/enrollments/{HERE}", json={})
    mine = learner.get("/me/comparison", params={"tracks": f"{THERE},{HERE}"}).json()
    learner.patch(f"/me/enrollments/{HERE}", json={"weekly_minutes": 300})
    paced = learner.get("/me/comparison", params={"tracks": f"{THERE},{HERE}"}).json()

    check(mine, {"tracks": [{"track": slug, "minutes_left": int, "weeks": None}]})
    check(paced, {"tracks": [{"track": slug, "minutes_left": int, "weeks": int}]})
    assert [row["track"] for row in mine["tracks"]] == [THERE, HERE]
    for row in paced["tracks"]:
        roadmap = learner.get(f"/roadmaps/{row['track']}").json()
        assert row["minutes_left"] == roadmap["counts"]["minutes"]
        assert 300 * (row["weeks"] - 1) < row["minutes_left"] <= 300 * row["weeks"]


def test_a_shared_skill_once_done_is_off_both(learner, comparison):
    before = learner.get("/me/comparison", params={"tracks": f"{HERE},{THERE}"}).json()
    learner.put("/me/marks/python", json={"status": "done"})

    after = learner.get("/me/comparison", params={"tracks": f"{HERE},{THERE}"}).json()

    assert "python" in named(comparison["shared"])
    for row, was in zip(after["tracks"], before["tracks"], strict=True):
        assert row["minutes_left"] < was["minutes_left"]


def test_unknown_tracks_are_pointed_at(learner):
    answer = learner.get("/me/comparison", params={"tracks": f"{HERE},no-such"})

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (
        400,
        "/tracks",
        "not_a_choice",
    )
