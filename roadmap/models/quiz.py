"""The fit quiz: questions whose options speak for tracks, and what to begin with on each."""

from __future__ import annotations

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Prefetch, Q

from roadmap.fitting import MOST_POINTS
from roadmap.models.skill import Skill
from roadmap.models.track import Track

is_key = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Use lower-case letters, digits and single hyphens, like a-lot."
)


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def with_options(self) -> Self:
        """Bring their options along, in order."""
        in_order = Option.objects.order_by("position", "pk")
        return self.prefetch_related(Prefetch("options", in_order))

    def with_weights(self) -> Self:
        """Bring along their options, and what each gives to which track."""
        weights = Prefetch("weights", Weight.objects.select_related("track"))
        in_order = Option.objects.order_by("position", "pk").prefetch_related(weights)
        return self.prefetch_related(Prefetch("options", in_order))


class Question(models.Model):
    """One question; its key is the parameter with which it is answered."""

    key = models.SlugField(max_length=80, unique=True, validators=[is_key])
    text = models.CharField(max_length=300)
    position = models.PositiveIntegerField()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "quiz question"

    def __str__(self) -> str:
        return self.text


class Option(models.Model):
    """An answer that may be chosen; `why` tells in a sentence what it speaks for, and why."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    key = models.SlugField(max_length=80, validators=[is_key])
    text = models.CharField(max_length=300)
    why = models.CharField(max_length=300)
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "key"], name="option_key_once_per_question"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Weight(models.Model):
    """How strongly an option speaks for a track. Where it does not, there is no row."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="weights")
    track = models.ForeignKey(Track, models.CASCADE, related_name="weights")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["option", "track"], name="weight_once_per_option_and_track"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=MOST_POINTS),
                name="weight_is_one_to_three_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} for {self.track_id}"


def published_skills() -> Q:
    """What may be a first step: on other skills nobody could make a mark."""
    return Q(pk__in=Skill.objects.published())


class FirstStepQuerySet(models.QuerySet["FirstStep"]):
    def published(self) -> Self:
        """Those that can be taken: some published version holds the skill."""
        return self.filter(skill__in=Skill.objects.published())

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class FirstStep(models.Model):
    """One of the three skills to begin with on a track."""

    track = models.ForeignKey(Track, models.CASCADE, related_name="first_steps")
    skill = models.ForeignKey(
        Skill, models.PROTECT, related_name="first_step_on", limit_choices_to=published_skills
    )
    position = models.PositiveIntegerField()

    objects = FirstStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["track", "skill"], name="first_step_once_per_track"),
        ]

    def __str__(self) -> str:
        return f"{self.track_id} begins with {self.skill_id}"
