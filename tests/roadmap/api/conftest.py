from __future__ import annotations

import pytest

from tests.factories import a_skill, a_version


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
