"""What a fresh installation shows: both tracks, every skill and fact that their sources name."""

from __future__ import annotations

import pytest

from roadmap.editions import on_the_path
from roadmap.files.linking import Bundle
from roadmap.graph import Graph
from roadmap.units import summarise
from tests.roadmap.shipped import shipped, shipped_graphs, skills_of, standing_alone

SHARED = {
    "Python": "python",
    "SQL": "sql",
    "Git": "git",
    "GitHub": "github",
    "testing": "testing",
    "CI/CD": "ci-cd",
    "solid software engineering": "software-engineering",
    "monitoring systems in production": "monitoring",
}
AI_ENGINEER = {
    "LLMs and transformers": "llms-and-transformers",
    "the foundation-model landscape": "foundation-model-landscape",
    "prompting": "prompting",
    "context handling": "context-handling",
    "retrieval-augmented generation (RAG)": "rag",
    "vector databases": "vector-databases",
    "agents": "agents",
    "tools": "tool-calling",
    "Model Context Protocol (MCP)": "mcp",
    "fine-tuning": "fine-tuning",
    "evaluation frameworks": "evaluation-frameworks",
    "guardrails and safety": "guardrails",
    "LLMOps and tooling": "llmops",
    "cost and latency optimisation": "cost-and-latency",
    "model APIs": "llm-apis",
    "self-hosting models": "self-hosting",
    "Java": "java",
    "Go": "go",
    "multimodal use": "multimodal",
}
ML_ENGINEER = {
    "statistics": "statistics",
    "linear algebra": "linear-algebra",
    "calculus": "calculus",
    "data cleaning and preprocessing": "data-cleaning",
    "train/test splitting": "train-test-splitting",
    "baseline models": "baseline-models",
    "feature engineering": "feature-engineering",
    "algorithms in depth": "algorithms-in-depth",
    "gradient-boosted trees": "gradient-boosted-trees",
    "neural networks": "neural-networks",
    "training": "model-training",
    "evaluation metrics": "evaluation-metrics",
    "threshold tuning": "threshold-tuning",
    "class imbalance": "class-imbalance",
    "overfitting": "overfitting",
    "deployment": "deployment",
    "drift and accuracy monitoring": "drift-monitoring",
    "MLOps": "mlops",
    "Docker": "docker",
    "Bash and Zsh": "bash",
    "AWS": "aws",
    "Azure": "azure",
    "GCP": "gcp",
    "Rust": "rust",
    "forecasting": "forecasting",
    "recommender systems": "recommender-systems",
    "computer vision": "computer-vision",
    "fraud detection": "fraud-detection",
}


@pytest.fixture(scope="module")
def content() -> Bundle:
    return shipped()


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    """The roadmaps of the two roles; specialisms and orientation have tests of their own."""
    return shipped_graphs("role")


def test_nothing_is_wrong_with_them(content: Bundle) -> None:
    assert content.faults == ()


def test_each_track_has_one_roadmap_for_its_role(content: Bundle) -> None:
    roles = {
        stated.graph.roadmap: stated.form.track and stated.form.track.text
        for stated in content.roadmaps
        if stated.form.kind == "role"
    }

    assert [track.slug for track in content.tracks] == ["ai-engineer", "ml-engineer"]
    assert roles == {"ai-engineer": "ai-engineer", "ml-engineer": "ml-engineer"}


@pytest.mark.parametrize(
    ("roadmap", "named"), [("ai-engineer", AI_ENGINEER), ("ml-engineer", ML_ENGINEER)]
)
def test_each_skill_of_the_sources_stands_on_its_roadmap(
    graphs: dict[str, Graph], roadmap: str, named: dict[str, str]
) -> None:
    skills = skills_of(graphs[roadmap])

    missing = {words for words, slug in (SHARED | named).items() if slug not in skills}

    assert missing == set()


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_each_roadmap_is_worth_months(graphs: dict[str, Graph], roadmap: str) -> None:
    graph = graphs[roadmap]
    nodes = graph.nodes.values()
    nothing = frozenset[str]()
    whole = summarise(graph, done=nothing, in_progress=nothing, skipped=nothing)

    assert 110 <= len(skills_of(graph)) <= 160
    assert 10 <= sum(node.kind == "group" for node in nodes) <= 16
    assert sum(node.kind == "milestone" for node in nodes) >= 4
    assert 500 <= whole.minutes_left / 60 <= 1100


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_most_of_each_roadmap_is_required_and_the_rest_is_depth(
    graphs: dict[str, Graph], roadmap: str
) -> None:
    graph = graphs[roadmap]

    required = skills_of(graph) & on_the_path(graph)

    assert 0.6 <= len(required) / len(skills_of(graph)) <= 0.75


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_projects_use_what_came_before(
    content: Bundle, graphs: dict[str, Graph], roadmap: str
) -> None:
    nodes = graphs[roadmap].nodes
    projects = {key for key in skills_of(graphs[roadmap]) if content.skills[key].kind == "project"}

    assert len(projects) >= 6
    assert {key for key in projects if len(nodes[key].requires) < 2} <= {"portfolio"}


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_no_node_stands_alone(graphs: dict[str, Graph], roadmap: str) -> None:
    assert standing_alone(graphs[roadmap]) == set()


def test_at_least_forty_skills_count_on_both_and_each_says_why(
    graphs: dict[str, Graph],
) -> None:
    both = skills_of(graphs["ai-engineer"]) & skills_of(graphs["ml-engineer"])

    assert len(both) >= 40
    assert set(SHARED.values()) <= both
    for key in both:
        notes = {graph.nodes[key].role_note for graph in graphs.values()}
        assert "" not in notes, key
        assert len(notes) == 2, f"{key} matters in the same words to both roles"


@pytest.mark.parametrize(
    ("shallow", "deep"),
    [
        ("linear-algebra-essentials", "linear-algebra"),
        ("statistics-essentials", "statistics"),
        ("machine-learning-essentials", "scikit-learn"),
        ("neural-network-essentials", "neural-networks"),
    ],
)
def test_depth_waits_for_the_essentials(graphs: dict[str, Graph], shallow: str, deep: str) -> None:
    assert shallow in graphs["ml-engineer"].nodes[deep].requires
    assert shallow in skills_of(graphs["ai-engineer"])
    assert deep not in skills_of(graphs["ai-engineer"])


@pytest.mark.parametrize(
    ("roadmap", "group", "members"),
    [
        ("ai-engineer", "~second-language", {"java", "go"}),
        ("ai-engineer", "~cloud", {"aws", "azure", "gcp"}),
        (
            "ai-engineer",
            "~application",
            {"voice-agents", "document-intelligence", "coding-agents", "data-assistants"},
        ),
        ("ml-engineer", "~cloud", {"aws", "azure", "gcp"}),
        (
            "ml-engineer",
            "~specialism",
            {"forecasting", "recommender-systems", "computer-vision", "fraud-detection"},
        ),
    ],
)
def test_where_the_sources_say_or_one_chooses_one(
    graphs: dict[str, Graph], roadmap: str, group: str, members: set[str]
) -> None:
    node = graphs[roadmap].nodes[group]

    assert (node.choose, set(node.members)) == (1, members)


def test_a_systems_language_is_for_firms_that_need_one(graphs: dict[str, Graph]) -> None:
    assert not graphs["ml-engineer"].nodes["rust"].required


def test_every_skill_says_what_it_is_and_where_to_learn_it(content: Bundle) -> None:
    poor = {
        slug
        for slug, skill in content.skills.items()
        if not (skill.summary and skill.minutes and skill.resources)
    }

    assert poor == set()
    assert {fault.code for fault in content.warnings} <= {"dead_end", "no_description"}


def test_both_tracks_tell_the_same_facts_each_with_its_source(content: Bundle) -> None:
    here, there = (
        {(fact.key, fact.region): fact for fact in track.facts} for track in content.tracks
    )

    assert here.keys() == there.keys()
    assert all(fact.source for fact in (*here.values(), *there.values()))
    pay = {key: fact.value for key, fact in here.items() if key[0] == "median_pay"}
    assert pay == {("median_pay", "US"): 160_000, ("median_pay", "UK"): 75_000}
    assert there["median_pay", "US"].value == 250_000
    assert there["median_pay", "UK"].value == 105_000
    for key in ("demand", "way_in", "maths_needed", "starts_from", "neighbours"):
        assert here[key, ""].value != there[key, ""].value
