"""The canonical file: exporting, importing and exporting again gives the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap.files.checking import check
from roadmap.files.forms import ResourceForm, RoadmapForm, SkillForm
from roadmap.files.linking import Known, link
from roadmap.files.sketching import markdown, mermaid
from roadmap.files.writing import scalar, written
from roadmap.graph import Graph
from roadmap.models import Roadmap, Skill
from roadmap.services.exporting import exported, shown_version
from roadmap.services.importing import import_files
from roadmap.validation import problems_of
from tests.graphs import graph_of
from tests.random_graphs import graphs
from tests.roadmap.files import EVERYTHING, raw

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)

CANONICAL = """\
waymark: 1
roadmap:
  slug: mini
  title: Mini
  track: ai-engineer
  kind: role
  summary: A small example.
skills:
  bash:
    title: Bash
    kind: tool
    minutes: 200
  git:
    title: Git
    kind: tool
    minutes: 300
  go:
    title: Go
    kind: tool
    minutes: 900
  java:
    title: Java
    kind: tool
    minutes: 900
  python:
    title: Python
    kind: tool
    minutes: 1200
    resources:
      - url: "https://docs.python.org/3/"
        title: Python docs
        type: official
        free: true
        language: en
nodes:
  - skill: git
  - group: basics
    title: Basics
    nodes:
      - skill: python
        requires: [git]
  - group: second
    title: A second language
    choose: 1
    requires: [~basics]
    nodes:
      - skill: java
      - skill: go
  - skill: bash
    required: false
    recommends: [git]
    role_note: Glue for every pipeline you will touch.
  - milestone: ready
    title: Ready to build
    requires: [~basics, ~second]
"""


def export() -> str:
    roadmap = Roadmap.objects.select_related("track", "current").get()
    version = shown_version(roadmap)
    assert version
    return exported(roadmap, version)


def load(**files: str) -> None:
    import_files(files=raw(files), write=True, publish=False, by=None, at=AT)


@pytest.mark.django_db
class TestExported:
    def test_is_the_canonical_form(self) -> None:
        load(**EVERYTHING)

        assert export() == CANONICAL

    def test_comes_back_as_the_same_bytes(self) -> None:
        load(**EVERYTHING)
        prose = '# Go\n\nIt has:\n\n- *goroutines*\n-   `select`\n\n\tand: "quotes" # here'
        Skill.objects.filter(slug="go").update(description=prose, summary="no")
        first = export()

        load(mini=first)

        assert export() == first
        assert Skill.objects.get(slug="go").description == prose

    def test_turns_the_line_ends_of_a_browser_into_ours(self) -> None:
        load(**EVERYTHING)
        Skill.objects.filter(slug="go").update(description="One.\r\nTwo.")
        first = export()

        load(mini=first)

        assert export() == first


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
).filter(lambda text: text == text.strip())
prose = st.lists(words, min_size=1, max_size=3).map("\n".join)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), words, words, prose)
def test_what_is_written_is_read_as_the_same(
    graph: Graph, title: str, summary: str, description: str
) -> None:
    if problems_of(graph):
        return
    named = {key for key, node in graph.nodes.items() if node.kind == "skill"}
    named = named.union(*(node.credit.counts for node in graph.nodes.values() if node.credit))
    resource = ResourceForm("https://a.example/?q=1&r=#x", title, "book", False, "de", None)
    skills = {
        key: SkillForm(key, title, "tool", summary, description, 60, (resource,)) for key in named
    }
    form = RoadmapForm("r", title, None, "role", summary)
    text = written(form, graph, skills.values())

    read, faults = check(text.encode(), "r.yaml")
    assert read
    bundle = link([read], Known())

    assert faults == []
    assert bundle.skills == skills
    (stated,) = bundle.roadmaps
    assert written(stated.form, stated.graph, bundle.skills.values()) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Plain words, even with (brackets).", "Plain words, even with (brackets)."),
        ("~basics", "~basics"),
        ("~", '"~"'),
        ("no", '"no"'),
        ("True", '"True"'),
        ("null", '"null"'),
        ("2024", '"2024"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        ('"quoted"', '"\\"quoted\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ("line\nline", '"line\\nline"'),
        ("\u2028\U000e0001", '"\\u2028\\U000e0001"'),
        ("trailing ", '"trailing "'),
        ("", '""'),
        (True, "true"),
        (7, "7"),
    ],
)
def test_a_scalar_is_quoted_when_it_could_be_read_as_something_else(
    value: str | int, text: str
) -> None:
    assert scalar(value) == text


class TestSketches:
    graph = graph_of(
        {"git": "", "aws": "git", "gcp": "git", "bash": ""},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~ready": "~cloud"},
        optional="bash",
        recommends={"bash": "git"},
        minutes={"git": 90},
    )

    def test_as_mermaid_show_groups_choices_and_advice(self) -> None:
        assert mermaid(self.graph) == (
            "flowchart TD\n"
            '  n0["Git"]\n'
            '  n3["Bash"]\n'
            '  subgraph n4["Cloud: 1 of 2"]\n'
            '    n1["Aws"]\n'
            '    n2["Gcp"]\n'
            "  end\n"
            '  n5{{"Ready"}}\n'
            "  n0 --> n1\n"
            "  n0 --> n2\n"
            "  n0 -.-> n3\n"
            "  n4 --> n5\n"
            "  classDef optional stroke-dasharray: 4\n"
            "  class n3 optional\n"
        )

    def test_as_markdown_are_a_list_to_tick_off(self) -> None:
        assert markdown(self.graph) == (
            "# Ai-engineer\n\n"
            "- [ ] Git (1.5 h)\n"
            "- [ ] Bash (1 h), optional\n"
            "- **Cloud: 1 of 2**\n"
            "  - [ ] Aws (1 h)\n"
            "  - [ ] Gcp (1 h)\n"
            "- ⚑ *Ready*\n"
        )
