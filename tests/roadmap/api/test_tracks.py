"""Roles to grow into, with facts and roadmaps."""

from __future__ import annotations

import pytest

from roadmap.models import Fact, Track
from tests.roadmap.api.asking import body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cast")]


class TestTracks:
    def test_are_listed_with_their_roadmaps(self) -> None:
        assert body("/tracks") == {
            "items": [
                {
                    "slug": "ai-engineer",
                    "title": "Ai-engineer",
                    "summary": "",
                    "roadmaps": ["ai-engineer"],
                },
                {
                    "slug": "ml-engineer",
                    "title": "Ml-engineer",
                    "summary": "",
                    "roadmaps": ["ml-engineer"],
                },
            ],
            "next_cursor": None,
        }

    def test_show_facts_in_their_order(self) -> None:
        track = Track.objects.get(slug="ai-engineer")
        facts = Fact.objects.filter(track=track)
        facts.create(track=track, key="maths", label="maths", value="Basic", source="V", position=1)
        facts.create(
            track=track, key="pay", label="pay", value=160000, unit="USD", source="V", position=0
        )

        assert body("/tracks/ai-engineer")["facts"] == [
            {
                "key": "pay",
                "label": "pay",
                "region": None,
                "value": 160000,
                "unit": "USD",
                "source": "V",
                "as_of": None,
            },
            {
                "key": "maths",
                "label": "maths",
                "region": None,
                "value": "Basic",
                "unit": None,
                "source": "V",
                "as_of": None,
            },
        ]
