from __future__ import annotations

import pytest

from roadmap.models import FirstStep, Track
from tests.factories import a_question, a_skill, a_version


@pytest.fixture
def _cast() -> None:
    """Two roadmaps that share python, and a skill that stands on a draft nobody has seen."""
    a_version(
        {"python": "", "sql": "", "orm": "python sql", "aws": "", "gcp": "", "deploy": "~cloud"},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~shipped": "orm deploy"},
        credits={"sql": ("databases", "any")},
        changelog="The first.",
    )
    a_version({"python": "", "statistics": ""}, roadmap="ml-engineer")
    a_skill("unseen")
    a_quiz()


def a_quiz() -> None:
    """Two questions about the two tracks; on one of these one begins with two skills."""
    ai, ml = "ai-engineer", "ml-engineer"
    a_question("maths", **{"a-lot": {ml: 3, ai: 1}, "little": {ai: 2}})
    a_question("pace", soon={ai: 3}, later={ml: 1})
    for position, slug in enumerate(["statistics", "python", "unseen"]):
        FirstStep.objects.create(
            track=Track.objects.get(slug=ml), skill=a_skill(slug), position=position
        )
