"""The answers that help to choose a track: two compared, and the fit quiz."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from roadmap.api.answers import StatementAnswer, SubjectAnswer


class SkillOfRole(serializers.Serializer):
    skill = serializers.SlugField()
    title = serializers.CharField()
    minutes = serializers.IntegerField()

    example = {"skill": "python", "title": "Python", "minutes": 1200}


class ComparedMinutes(serializers.Serializer):
    shared = serializers.IntegerField()
    only_here = serializers.IntegerField()
    only_there = serializers.IntegerField()

    example = {"shared": 1200, "only_here": 0, "only_there": 2700}


class ComparedFact(SubjectAnswer):
    """What both tracks say of one thing; null where one says nothing."""

    here = StatementAnswer(allow_null=True)
    there = StatementAnswer(allow_null=True)

    example: ClassVar[dict[str, Any]] = {"there": None}


class ComparisonAnswer(serializers.Serializer):
    """`here` is the track of the path, `there` the one of `with`."""

    track = serializers.SlugField()
    shared = SkillOfRole(many=True)
    only_here = SkillOfRole(many=True)
    only_there = SkillOfRole(many=True)
    minutes = ComparedMinutes()
    overlap = serializers.FloatField(
        min_value=0, max_value=1, help_text="Shared skills of all skills, in hundredths."
    )
    facts = ComparedFact(many=True)

    example = {
        "track": "ai-engineer",
        "with": "ml-engineer",
        "only_here": [],
        "only_there": [{"skill": "statistics", "title": "Statistics", "minutes": 2700}],
        "overlap": 0.5,
    }

    def get_fields(self) -> dict[str, serializers.Field]:
        # A word that Python keeps for itself.
        return {"with": serializers.SlugField(), **super().get_fields()}


class FitOption(serializers.Serializer):
    key = serializers.CharField()
    text = serializers.CharField()
    why = serializers.CharField(help_text="For which track it speaks, how strongly, and why.")

    example = {
        "key": "a-lot",
        "text": "I enjoy it and would gladly do more of it.",
        "why": "Speaks strongly for ML engineer, because statistics is part of the daily work.",
    }


class FitQuestion(serializers.Serializer):
    key = serializers.CharField(help_text="The parameter that answers it.")
    text = serializers.CharField()
    options = FitOption(many=True)

    example = {"key": "maths", "text": "How do you feel about maths?"}


class FitQuizAnswer(serializers.Serializer):
    questions = FitQuestion(many=True)


class RankedTrack(serializers.Serializer):
    track = serializers.CharField()
    score = serializers.IntegerField(
        min_value=0,
        max_value=100,
        help_text="In percent of the most that the answered questions could give.",
    )
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="At most four, the strongest first."
    )
    first_steps = serializers.ListField(child=serializers.CharField(), help_text="Skills.")

    example = {
        "track": "ml-engineer",
        "score": 71,
        "reasons": [
            "Speaks strongly for ML engineer, because statistics is part of the daily work."
        ],
        "first_steps": ["statistics", "linear-algebra", "python"],
    }


class FitAnswer(serializers.Serializer):
    """The best track first. Nothing is stored."""

    ranking = RankedTrack(many=True)
    tie = serializers.BooleanField(help_text="The first two lie so close that either may fit.")
    enough = serializers.BooleanField(
        help_text="At least half is answered; before, the ranking is a first impression."
    )
    unanswered = serializers.ListField(child=serializers.CharField(), help_text="Questions.")

    example = {"tie": False, "enough": True, "unanswered": ["pace"]}
