"""Each house rule, broken once on a sample that keeps them all."""

from __future__ import annotations

import pytest

from roadmap.files.faults import FilesAreFaulty
from tests.content.sample import HOSTS, complaints, details, faults

PLANS = "skills/plans"
SUMMARY = "summary: Say what stands where, and why."
PRIMARY = '{url: "https://docs.example/plans", title: Colors, type: official, free: false}'
SECOND = '{url: "https://book.example/plans", title: Powerful, type: article, free: true}'


def test_nothing_is_said_of_what_keeps_them() -> None:
    # Its titles of resources and its sources are American and praise: they are not our words.
    assert complaints() == []


def test_a_complaint_says_where_what_and_what_to_do() -> None:
    [fault] = faults(("a slab.", "a gray slab."))

    assert str(fault) == (
        'skills.yaml:22:3: american: skills/shed/summary: "gray" is American; write "grey"'
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("title: Reading plans", "title: Analyzing plans", f"american {PLANS}/title"),
        ("to somebody who", "to a neighbor who", f"american {PLANS}/description"),
        ("title: To build", "title: In color", "american nodes/1/title"),
        ("You begin with one.", "You organize with one.", "american nodes/0/role_note"),
        ("that last.", "that last in color.", "american track/summary"),
        ("label: Maths needed", "label: Math needed", "american track/facts/0/label"),
        ("Basic arithmetic.", "Basic math.", "american track/facts/0/value"),
        ("title: Mason", "title: Color mason", "american roadmap/title"),
        ("to somebody who", "with powerful tools who", f"filler {PLANS}/description"),
        ("You begin with one.", "Plans are a deep\n dive.", "filler nodes/0/role_note"),
    ],
)
def test_words(old: str, new: str, complaint: str) -> None:
    assert complaints((old, new)) == [complaint]


def test_code_and_addresses_are_no_prose() -> None:
    prose = "to `color.center(optimize)` or [here](https://a.example/color) who"

    assert complaints(("to somebody who", prose)) == []


@pytest.mark.parametrize(
    ("summary", "codes"),
    [
        ("Say twenty letters .", []),
        ("Say nineteen of it.", ["summary_length"]),
        (f"Say {'o' * 115}.", []),
        (f"Say {'o' * 116}.", ["summary_length"]),
        ("Say what stands where, and why", ["summary_sentence"]),
        ("Say what stands where. And say why.", ["summary_sentence"]),
        ("Say what stands where, and why?", ["summary_sentence"]),
        ("Say what version 3.11 stands for.", []),
        ('""', ["summary_missing"]),
    ],
)
def test_summaries(summary: str, codes: list[str]) -> None:
    expected = [f"{code} {PLANS}/summary" for code in codes]

    assert complaints((SUMMARY, f"summary: {summary}")) == expected


def test_summaries_of_roadmaps_and_groups_are_summaries_too() -> None:
    roadmap = ("From a plan to a roof.", "A roof.")
    group = ("title: To build\n", "title: To build\n    summary: A box\n")

    assert complaints(roadmap, group) == [
        "summary_length roadmap/summary",
        "summary_length nodes/1/summary",
        "summary_sentence nodes/1/summary",
    ]


@pytest.mark.parametrize(
    ("kind", "minutes", "is_fine"),
    [
        *(("concept", 60, True), ("concept", 59, False)),
        *(("practice", 2400, True), ("practice", 2401, False), ("tool", 0, False)),
    ],
)
def test_minutes(kind: str, minutes: int, *, is_fine: bool) -> None:
    changed = complaints(
        (f"concept\n    {SUMMARY}", f"{kind}\n    {SUMMARY}"), ("600", str(minutes))
    )

    assert changed == ([] if is_fine else [f"minutes {PLANS}/minutes"])


@pytest.mark.parametrize(("minutes", "is_fine"), [(300, True), (299, False), (4801, False)])
def test_minutes_of_a_project(minutes: int, *, is_fine: bool) -> None:
    old = "summary: Put four walls on a slab.\n    minutes: "

    changed = complaints((f"{old}600", f"{old}{minutes}"))

    assert changed == ([] if is_fine else ["minutes skills/shed/minutes"])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"      - {SECOND}\n", "", ["few_resources resources", "no_free resources"]),
        ("official, free: false", "video, free: false", ["no_primary resources"]),
        ("official, free: false", "paper, free: false", []),
        ("official, free: false", "book, free: false", []),
        ("official, free: false", "repository, free: false", []),
        ("article, free: true", "article, free: false", ["no_free resources"]),
        ("https://book", "http://book", ["not_https resources/1/url"]),
        *(
            (
                SECOND,
                SECOND.replace("https://book.example/plans", url),
                ["link_twice resources/1/url"],
            )
            for url in (
                "https://docs.example/plans/",
                "https://docs.example/plans#roof",
                "https://DOCS.example/plans",
            )
        ),
        ("https://book.example/plans", "https://docs.example/plans?page=2", []),
        ("https://book.example/plans", "https://x.example/", ["unknown_host resources/1/url"]),
    ],
)
def test_resources(old: str, new: str, expected: list[str]) -> None:
    paths = [f"{code} {PLANS}/{field}" for code, field in (line.split() for line in expected)]

    assert complaints((old, new)) == paths


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("docs.example  # again", "host_twice"),
        ("book.example", "host_untold"),
        ("unused.example  # nobody needs it", "host_unused"),
    ],
)
def test_the_list_of_hosts(more: str, code: str) -> None:
    hosts = [*HOSTS, more] if code != "host_untold" else [*HOSTS[:2], "", more]

    [fault] = faults(hosts=hosts)

    assert (fault.code, fault.file, fault.line) == (code, "content/hosts.txt", 4)


class TestNearlyEqual:
    @pytest.mark.parametrize("title", ["Shed, a", "a sheds", "A SHED"])
    def test_titles_differ_in_more_than_case_order_and_number(self, title: str) -> None:
        assert complaints(("title: A roof", f'title: "{title}"')) == [
            "similar_title skills/roof/title"
        ]

    @pytest.mark.parametrize(
        ("summary", "is_fine"),
        [
            ("Put four walls on a slab.", False),
            ("Put four walls on two slabs.", True),
            ("Put four high walls on a slab.", False),
            ("Put four walls on a slab with high tiles.", True),
        ],
    )
    def test_summaries_share_less_than_four_of_five_words(
        self, summary: str, *, is_fine: bool
    ) -> None:
        changed = complaints(("Keep the rain out with tiles.", summary))

        assert changed == ([] if is_fine else ["similar_summary skills/roof/summary"])

    def test_the_other_one_is_named(self) -> None:
        [detail] = details(("title: A roof", "title: A shed"))

        assert detail.startswith("nearly the title of shed (skills.yaml:22); ")


class TestPlacement:
    def test_a_skill_stands_on_some_roadmap(self) -> None:
        # The role then lacks a project, too.
        assert complaints(("{skill: shed}, ", "")) == [
            "few_projects roadmap/slug",
            "unplaced skills/shed/title",
        ]

    def test_a_skill_that_is_only_credited_is_an_old_one(self) -> None:
        credit = ("{skill: desk}]\n", "{skill: desk}]\ncredits: [{node: desk, counts: [shed]}]\n")

        assert complaints(("{skill: shed}, ", ""), credit) == ["few_projects roadmap/slug"]

    def test_an_edge_touches_each_node(self) -> None:
        assert complaints(
            ("    requires: [plans]\n", ""), ("{skill: roof}", "{skill: roof, requires: [shed]}")
        ) == [
            "untouched nodes/0/skill",
            *(f"untouched nodes/1/nodes/{place}/skill" for place in range(2, 6)),
        ]

    def test_a_skill_of_two_roles_says_why_it_is_on_each(self) -> None:
        assert complaints((", role_note: You begin with one.", "")) == [
            "no_role_note nodes/0/skill"
        ]

    def test_a_role_has_six_projects(self) -> None:
        assert complaints(("kind: project\n", "kind: tool\n")) == [
            "few_projects roadmap/slug",
            "description_form skills/shed/description",
        ]


def test_what_roadmap_check_refuses_is_no_content() -> None:
    with pytest.raises(FilesAreFaulty, match="unknown_skill"):
        complaints(("{skill: shed}", "{skill: shack}"))
