"""Writing the fit quiz: what each option weighs, and the whole of it from a file."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from roadmap.files.forms import QuizForm
from roadmap.models import FirstStep, Option, Question, Skill, Track, Weight
from roadmap.queries import quiz_as_told


@transaction.atomic
def weigh(option: Option, points: Mapping[str, int]) -> None:
    """Let `option` give exactly these points, by track; none where it speaks for nobody."""
    option.weights.all().delete()
    tracks = Track.objects.filter(slug__in=points)
    Weight.objects.bulk_create(
        Weight(option=option, track=track, points=points[track.slug])
        for track in tracks
        if points[track.slug]
    )


@transaction.atomic
def write_quiz(told: QuizForm) -> bool:
    """Make the quiz what is told, and tell whether it was something else before.

    Its tracks and skills are there. The number of statements does not grow with the quiz.
    """
    # Locked, so that of two who write the quiz the second sees what the first has written.
    rows = Track.objects.select_for_update().order_by("pk")
    tracks = {track.slug: track for track in rows}
    if quiz_as_told() == told:
        return False
    Question.objects.all().delete()
    _write_questions(told, tracks)
    FirstStep.objects.all().delete()
    _write_first_steps(told, tracks)
    return True


def _write_questions(told: QuizForm, tracks: Mapping[str, Track]) -> None:
    questions = Question.objects.bulk_create(
        Question(key=form.key, text=form.text, position=position)
        for position, form in enumerate(told.questions)
    )
    options = [
        (Option(question=question, key=form.key, text=form.text, why=form.why, position=at), form)
        for question, of_question in zip(questions, told.questions, strict=True)
        for at, form in enumerate(of_question.options)
    ]
    Option.objects.bulk_create(option for option, _ in options)
    Weight.objects.bulk_create(
        Weight(option=option, track=tracks[track], points=points)
        for option, form in options
        for track, points in form.points.items()
    )


def _write_first_steps(told: QuizForm, tracks: Mapping[str, Track]) -> None:
    named = {name.text for steps in told.first_steps for name in steps.skills}
    skills = {skill.slug: skill for skill in Skill.objects.filter(slug__in=named)}
    FirstStep.objects.bulk_create(
        FirstStep(track=tracks[steps.track.text], skill=skills[name.text], position=position)
        for steps in told.first_steps
        for position, name in enumerate(steps.skills)
    )
