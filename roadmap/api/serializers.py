"""The parameters that reading takes, the fit quiz among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from roadmap.files.forms import QuestionForm
from roadmap.models import RoadmapKind
from wire.cursors import PageQuery
from wire.parsing import MOST_PARAMETERS, Choice, Slug, StrictSerializer, Text

WORDS = "Only those with every one of these words in slug, title or summary."


class RoadmapQuery(PageQuery):
    """Which roadmaps: of a track, of a kind, holding words."""

    track = Slug(required=False, default=None, help_text="Only those of this track.")
    kind = Choice(
        choices=RoadmapKind.values, required=False, default=None, help_text="Only of this kind."
    )
    q = Text(max_length=100, required=False, default="", help_text=WORDS)


class SkillQuery(PageQuery):
    """Which skills: those holding words."""

    q = Text(max_length=100, required=False, default="", help_text=WORDS)


class ComparisonQuery(StrictSerializer):
    """`with` is a word that Python keeps for itself."""

    example = {"with": "ml-engineer"}

    def get_fields(self) -> dict[str, Any]:
        other = Slug(help_text="The slug of the other track.")
        return {"with": other, **super().get_fields()}


class Answers(StrictSerializer):
    """One parameter for each question that can be answered: its key, with the key of an option."""

    def __init__(self, questions: Iterable[QuestionForm]) -> None:
        super().__init__()
        self._questions = questions

    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            question.key: Choice([option.key for option in question.options], required=False)
            for question in self._questions
            if question.options
        }


# The questions are data, so the schema can tell only what their parameters look like.
ANSWERS = OpenApiParameter(
    "answers",
    {
        "type": "object",
        "additionalProperties": Slug().as_schema(),
        "propertyNames": Slug().as_schema(),
        "maxProperties": MOST_PARAMETERS,
    },
    OpenApiParameter.QUERY,
    description="One parameter for each question that is answered: its key, with the key of the "
    "option that was chosen, as /fit-quiz tells them.",
    style="form",
    explode=True,
)
