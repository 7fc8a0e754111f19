"""All that the sources say of the two roles, item by item, and what of the content holds it."""

from __future__ import annotations

import pytest

from roadmap.files.forms import FactForm
from roadmap.graph import Graph
from tests.content.shipped import Content, shipped

Facts = dict[str, dict[tuple[str, str], FactForm]]

AI, ML = "ai-engineer", "ml-engineer"

# What the sources call it: key and region of the fact, and what it has to say at least of the AI
# engineer and of the ML engineer, as beginnings of words or as the number.
FACTS: dict[str, tuple[tuple[str, str], tuple[object, ...], tuple[object, ...]]] = {
    "in one line": (
        ("in_one_line", ""),
        ("software engineer", "product", "pre-trained", "foundation model"),
        ("develop", "model", "end-to-end", "system"),
    ),
    "starts from": (
        ("starts_from", ""),
        ("product", "deploy", "quick", "refine"),
        ("model", "data", "training", "offline evaluation", "ship", "metric"),
    ),
    "works on": (
        ("works_on", ""),
        ("general", "chatbot", "assistant", "NLP"),
        ("compan", "recommender", "fraud", "forecast"),
    ),
    "builds models?": (
        ("builds_models", ""),
        ("adapt", "integrat", "API", "self-host", "fine-tun"),
        ("scratch", "librar", "tree", "neural net"),
    ),
    "sits between": (
        ("sits_between", ""),
        ("software engineer", "foundation model"),
        ("data scientist", "software engineer"),
    ),
    "a typical week": (
        ("typical_week", ""),
        ("assistant", "tone", "retrieval", "company data", "guardrail", "cost", "latency"),
        ("clean", "split", "baseline", "feature", "threshold", "class imbalance", "accuracy"),
    ),
    "maths needed": (
        ("maths_needed", ""),
        ("basic",),
        ("strong", "statistics", "linear algebra", "calculus"),
    ),
    "median pay, US": (("median_pay", "US"), (160_000,), (250_000,)),
    "median pay, UK (Levels.fyi)": (("median_pay", "UK"), (75_000,), (105_000,)),
    "why the gap is blurry": (
        ("why_the_gap_is_blurry", ""),
        ("title", "new", "firm", "higher"),
        ("title", "new", "firm", "higher"),
    ),
    "demand": (
        ("demand", ""),
        ("growing fastest", "startup", "portfolio"),
        ("established", "selective", "full stack"),
    ),
    "way in": (
        ("way_in", ""),
        ("easier", "faster learning curve"),
        ("STEM", "master", "years", "software", "data"),
    ),
    "neighbours": (
        ("neighbours", ""),
        ("data scientist", "software engineer"),
        ("data scientist", "ML platform", "ML hardware", "ML solutions architect"),
    ),
}
SOURCES_OF_PAY = {("median_pay", "US"): "Video summary", ("median_pay", "UK"): "Levels.fyi"}

# What the sources call a skill, and its slug.
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
OF_THE_AI_ENGINEER = {
    "LLMs and transformers": "llms-and-transformers",
    "the foundation-model landscape and its capabilities": "foundation-model-landscape",
    "prompting": "prompting",
    "context handling": "context-handling",
    "retrieval-augmented generation (RAG)": "rag",
    "vector databases": "vector-databases",
    "agents": "agents",
    "tools": "tool-calling",
    "Model Context Protocol (MCP)": "mcp",
    "fine-tuning": "fine-tuning",
    "evaluation frameworks (accuracy, relevance, safety)": "evaluation-frameworks",
    "guardrails and safety": "guardrails",
    "LLMOps and tooling": "llmops",
    "cost and latency optimisation": "cost-and-latency",
    "model APIs": "llm-apis",
    "self-hosting models": "self-hosting",
    "a backend language beside Python: Java": "java",
    "or Go": "go",
    "multimodal use (text, image, video, audio)": "multimodal",
}
OF_THE_ML_ENGINEER = {
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
    "a cloud: AWS": "aws",
    "or Azure": "azure",
    "or GCP": "gcp",
    "a systems language where the firm needs one: Rust": "rust",
    "one specialism: forecasting": "forecasting",
    "or recommender systems": "recommender-systems",
    "or computer vision": "computer-vision",
    "or fraud detection": "fraud-detection",
}


# Which question of the fit quiz asks about what one should choose by.
FACTORS = {
    "enjoyment of maths": "maths",
    "enjoyment of how algorithms work": "algorithms",
    "research or product leaning": "leaning",
    "problem-solving style": "approach",
    "how soon one wants to enter the field": "pace",
    "wish to ship quickly": "shipping",
    "wish for the newest tools": "tools",
    "background": "background",
    "credentials": "credentials",
}


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped()


@pytest.fixture(scope="module")
def facts(content: Content) -> Facts:
    tracks = [form.track for form in content.files if form.track]
    return {track.slug: {(fact.key, fact.region): fact for fact in track.facts} for track in tracks}


@pytest.fixture(scope="module")
def graphs(content: Content) -> dict[str, Graph]:
    return {stated.graph.roadmap: stated.graph for stated in content.roadmaps}


@pytest.mark.parametrize("track", [AI, ML])
@pytest.mark.parametrize("item", FACTS)
def test_each_fact_is_told_of_each_role(facts: Facts, item: str, track: str) -> None:
    place, of_ai, of_ml = FACTS[item]
    wanted = of_ai if track == AI else of_ml

    value = facts[track][place].value

    if isinstance(value, str):
        missing = {word for word in wanted if str(word).casefold() not in value.casefold()}
        assert missing == set(), value
    else:
        assert wanted == (value,)


def test_each_fact_is_told_of_both_so_that_they_can_be_compared(
    facts: Facts,
) -> None:
    assert facts[AI].keys() == facts[ML].keys()


def test_each_fact_names_its_source(facts: Facts) -> None:
    told = [fact for track in facts.values() for fact in track.values()]

    assert all(fact.source for fact in told)
    for track in facts.values():
        for place, source in SOURCES_OF_PAY.items():
            assert track[place].source.startswith(source)


def test_pay_is_told_by_the_year_in_the_money_of_its_country(
    facts: Facts,
) -> None:
    for track in facts.values():
        assert track["median_pay", "US"].unit == "USD/year"
        assert track["median_pay", "UK"].unit == "GBP/year"


@pytest.mark.parametrize(
    ("roadmap", "item", "slug"),
    [
        *((roadmap, item, slug) for roadmap in (AI, ML) for item, slug in SHARED.items()),
        *((AI, item, slug) for item, slug in OF_THE_AI_ENGINEER.items()),
        *((ML, item, slug) for item, slug in OF_THE_ML_ENGINEER.items()),
    ],
)
def test_each_skill_stands_on_its_roadmap(
    graphs: dict[str, Graph], roadmap: str, item: str, slug: str
) -> None:
    assert slug in graphs[roadmap].nodes, item


def test_each_factor_of_the_choice_is_asked_about(content: Content) -> None:
    asked = {
        question.key for form in content.files if form.quiz for question in form.quiz.questions
    }

    assert {factor for factor, key in FACTORS.items() if key not in asked} == set()
