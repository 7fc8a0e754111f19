"""Every fault of a file is told with its place, and one mistake is one fault."""

from __future__ import annotations

import pytest

from tests.roadmap.files import MINI, SHARED, TRACK, faults_of, mini


def test_the_example_has_no_faults() -> None:
    assert faults_of() == []


def test_a_fault_reads_as_the_contract_says() -> None:
    assert faults_of(mini=mini("requires: [git]}]", "requires: [gti]}]")) == [
        'mini.yaml:9:71: dangling_edge: nodes/1/nodes/0/requires/0: no node "gti"'
    ]


# The mark stands in the changed text where the fault is to be.
MARK = "▸"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "{skill: git}",
            "{skill: git, requires: [▸python]}",
            "cycle: nodes/0/requires/0: git → python → git",
        ),
        (
            "{skill: git}",
            "{skill: git, recommends: [▸git]}",
            "cycle: nodes/0/recommends/0: git → git",
        ),
        (
            "{skill: git}",
            "{skill: git, requires: [▸~basics]}",
            "cycle: nodes/0/requires/0: git → python → git",
        ),
        (
            "[{skill: java}",
            "[{skill: java, recommends: [▸~second]}",
            "cycle: nodes/2/nodes/0/recommends/0: ~second → java → ~second",
        ),
        (
            "go: {title: Go,",
            "go: {title: Go, ▸title: Golang,",
            'duplicate_key: skills/go/title: "title" is there already, in line 6',
        ),
        (
            "choose: 1",
            "▸choos: 1",
            'unknown_field: nodes/2/choos: no field "choos" here; did you mean "choose"?',
        ),
        (
            "{skill: bash,",
            "{▸skil: bash,",
            'unknown_field: nodes/3/skil: no field "skil" here; did you mean "skill"?',
        ),
        (
            "{skill: go}",
            "{skill: ▸golang}",
            'unknown_skill: nodes/2/nodes/1/skill: no skill "golang"',
        ),
        ("choose: 1", "choose: ▸3", "choose_too_many: nodes/2/choose: choose 3 of 2 members"),
        ("choose: 1", "choose: ▸0", "out_of_range: nodes/2/choose: 0 is not from 1 to 1000000"),
        (
            "{skill: go}",
            "{skill: ▸go, required: false}",
            (
                "bad_choice_member: nodes/2/nodes/1/skill: "
                "go is optional, and each member of ~second must count when chosen"
            ),
        ),
        (
            "{skill: go}",
            "{skill: go, requires: [▸java]}",
            (
                "bad_choice_member: nodes/2/nodes/1/requires/0: "
                "go requires java, another member of ~second"
            ),
        ),
        (
            "{skill: go}",
            "{group: ▸g, title: G, nodes: [{skill: go}]}",
            (
                "bad_choice_member: nodes/2/nodes/1/group: "
                "~g is a group, and ~second chooses among skills"
            ),
        ),
        (
            "{skill: go}",
            "{milestone: ▸g, title: G, requires: [git]}",
            (
                "bad_choice_member: nodes/2/nodes/1/milestone: "
                "~g is a milestone, and ~second chooses among skills"
            ),
        ),
        (
            "{skill: bash, required: false, recommends: [git]",
            "{skill: bash, requires: [▸go]",
            (
                "edge_from_choice_member: nodes/3/requires/0: "
                "bash requires go, one of the choice ~second: require ~second"
            ),
        ),
        (
            "{milestone: ready, title: Ready to build, requires: [~basics, ~second]}",
            "{milestone: ▸ready, title: Ready to build}",
            "empty_milestone: nodes/4/milestone: ~ready requires nothing, so nobody can reach it",
        ),
        (
            "requires: [git]}]",
            "requires: [▸bash]}]",
            (
                "unreachable: nodes/1/nodes/0/requires/0: "
                "python is required, and bash, for which it waits, is not"
            ),
        ),
        (
            "kind: role",
            "kind: ▸rolle",
            'not_a_choice: roadmap/kind: "rolle" is not one of role, specialism, orientation',
        ),
        (
            "minutes: 1200",
            'minutes: ▸"1200"',
            "wrong_type: skills/python/minutes: this is to be a whole number",
        ),
        (
            "minutes: 1200",
            "minutes: ▸true",
            "wrong_type: skills/python/minutes: this is to be a whole number",
        ),
        (
            "minutes: 1200",
            "minutes: ▸-1",
            "out_of_range: skills/python/minutes: -1 is not from 0 to 1000000",
        ),
        (
            "free: true",
            "free: ▸yes",
            "wrong_type: skills/python/resources/0/free: this is to be true or false",
        ),
        (
            '"https://docs.python.org/3/"',
            '▸"javascript:alert(1)"',
            (
                "bad_format: skills/python/resources/0/url: "
                "this is to be a full http or https address"
            ),
        ),
        (
            "title: Mini,",
            "title: ▸2024,",
            "wrong_type: roadmap/title: this is to be text; write it in quotes",
        ),
        (
            "title: Mini,",
            'title: ▸"Mi\\0ni",',
            "bad_character: roadmap/title: line breaks or control characters are not allowed here",
        ),
        (
            "title: Mini,",
            f"title: ▸{'M' * 121},",
            "too_long: roadmap/title: 121 characters, at most 120 fit",
        ),
        ("{slug: mini, title: Mini,", "▸{slug: mini,", 'required: roadmap: "title" is missing'),
        (
            "slug: mini",
            "slug: ▸Mini_1",
            'bad_format: roadmap/slug: "Mini_1" is no slug, such as "data-cleaning"',
        ),
        ("track: ai-engineer", "track: ▸pilot", 'unknown_track: roadmap/track: no track "pilot"'),
        (
            "[~basics, ~second]",
            "[~basics, ▸second]",
            'dangling_edge: nodes/4/requires/1: no node "second"; did you mean "~second"?',
        ),
        (
            "[~basics, ~second]",
            "[~basics, ▸~basics]",
            "duplicate_edge: nodes/4/requires/1: there is an edge from ~basics already",
        ),
        (
            "{skill: go}",
            "{skill: ▸java}",
            "duplicate_node: nodes/2/nodes/1/skill: java stands in line 10 already",
        ),
        ("waymark: 1", "waymark:▸", 'required: waymark: "waymark" is empty'),
        ("waymark: 1", "waymark: ▸2", "not_a_choice: waymark: only form 1 is known"),
        ("waymark: 1\n", "▸", 'required: "waymark" is missing'),
        (
            "{milestone: ready,",
            "▸{",
            'required: nodes/4: a node is one of "skill", "group" and "milestone"',
        ),
        (
            "requires: [git]}]",
            "requires: ▸git}]",
            "wrong_type: nodes/1/nodes/0/requires: this is to be a list",
        ),
        (
            "requires: [git]}]",
            "requires: [▸1]}]",
            "wrong_type: nodes/1/nodes/0/requires/0: this is to be the key of a node",
        ),
    ],
)
def test_one_mistake_is_one_fault(old: str, new: str, fault: str) -> None:
    before, mark, after = mini(old, new).partition(MARK)
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")

    assert mark
    assert faults_of(mini=before + after) == [f"mini.yaml:{line}:{column}: {fault}"]


def test_all_faults_come_at_once_by_place() -> None:
    broken = mini("kind: role", "kind: rolle").replace("choose: 1", "choose: 9")
    broken = broken.replace("{skill: git}", "{skill: git, requires: [nothing]}")

    assert [
        fault.split(": ")[:2]
        for fault in faults_of(mini=broken, shared=SHARED.replace("1", "3", 1))
    ] == [
        ["mini.yaml:2:62", "not_a_choice"],
        ["mini.yaml:8:29", "dangling_edge"],
        ["mini.yaml:10:55", "choose_too_many"],
        ["shared.yaml:1:10", "not_a_choice"],
    ]


class TestTwoFiles:
    def test_may_tell_the_same_of_a_skill(self) -> None:
        again = "waymark: 1\nskills: {git: {minutes: 300, kind: tool, title: Git}}\n"

        assert faults_of(again=again) == []

    def test_may_not_tell_different_things_of_a_skill(self) -> None:
        other = "waymark: 1\nskills: {git: {title: Git, kind: tool, minutes: 301}}\n"

        assert faults_of(other=other) == [
            (
                'other.yaml:2:10: told_differently: skills/git: "git" is told differently '
                "in shared.yaml:3"
            )
        ]

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            (
                TRACK,
                '2:8: told_twice: track: the track "ai-engineer" is told in track.yaml already',
            ),
            (MINI, '2:10: told_twice: roadmap: the roadmap "mini" is told in mini.yaml already'),
        ],
    )
    def test_may_not_both_be_the_same_thing(self, text: str, fault: str) -> None:
        assert faults_of(zz=text) == [f"zz.yaml:{fault}"]


class TestCredits:
    @pytest.mark.parametrize(
        ("credit", "fault"),
        [
            (
                "{node: nobody, counts: [java]}",
                '14:12: unknown_node: credits/0/node: no node "nobody"',
            ),
            (
                "{node: python, counts: [nothing]}",
                '14:29: unknown_skill: credits/0/counts/0: no skill "nothing"',
            ),
            (
                "{node: python, counts: [python]}",
                "14:29: bad_credit: credits/0/counts/0: python counts itself anyway",
            ),
            ("{node: python, counts: []}", '14:28: required: credits/0/counts: "counts" is empty'),
            (
                "{node: python, counts: [java], mode: some}",
                '14:42: not_a_choice: credits/0/mode: "some" is not one of any, all',
            ),
        ],
    )
    def test_name_what_is_there(self, credit: str, fault: str) -> None:
        assert faults_of(mini=f"{MINI}credits:\n  - {credit}\n") == [f"mini.yaml:{fault}"]

    def test_belong_to_one_node_once(self) -> None:
        twice = "credits: [{node: git, counts: [java]}, {node: git, counts: [go]}]\n"

        assert faults_of(mini=MINI + twice) == [
            "mini.yaml:13:47: duplicate: credits/1/node: git has a credit already"
        ]


class TestTracks:
    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("value: 160000, ", "", '2:56: required: track/facts/0: "value" is missing'),
            (
                "source: V}",
                "source: V, as_of: yesterday}",
                '2:128: bad_format: track/facts/0/as_of: "yesterday" is no day YYYY-MM-DD',
            ),
            (
                "source: V}",
                "source: V}, {key: pay, label: Pay, value: much, source: H}",
                '2:122: duplicate: track/facts/1: "pay" is in this list already',
            ),
        ],
    )
    def test_have_facts_with_a_source(self, old: str, new: str, fault: str) -> None:
        assert faults_of(track=TRACK.replace(old, new)) == [f"track.yaml:{fault}"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[waymark, 1]", "1:1: wrong_type: this is to be a mapping of fields"),
        ("hello", "1:1: wrong_type: this is to be a mapping of fields"),
        (
            "waymark: 1\nskills: {svn: hello}\n",
            "2:15: wrong_type: skills/svn: this is to be a mapping of fields",
        ),
        (
            "waymark: 1\nskills: [svn]\n",
            "2:9: wrong_type: skills: this is to be a mapping from slugs",
        ),
        (
            "waymark: 1\nskills: {Svn: {title: Svn, kind: tool}}\n",
            '2:10: bad_format: skills/Svn: "Svn" is no slug, such as "data-cleaning"',
        ),
        ("waymark: 1\ntrack:\n", "2:7: wrong_type: track: this is to be a mapping of fields"),
    ],
)
def test_another_shape_altogether_is_one_fault(text: str, fault: str) -> None:
    assert faults_of(other=text) == [f"other.yaml:{fault}"]


def test_nodes_without_a_roadmap_belong_to_nothing() -> None:
    assert faults_of(loose="waymark: 1\nnodes: [{skill: git}]\n") == [
        'loose.yaml:2:8: required: nodes: "nodes" needs a "roadmap" beside it'
    ]


def test_a_roadmap_without_skills_is_none() -> None:
    empty = "waymark: 1\nroadmap: {slug: e, title: E, kind: role}\nnodes: []\n"

    assert faults_of(empty=empty) == [
        "empty.yaml:2:10: empty_graph: roadmap: a roadmap needs at least one skill"
    ]


def test_a_file_may_be_a_library_of_skills_alone() -> None:
    assert faults_of(library=SHARED.replace("git", "svn").replace("bash", "fish")) == []
