"""Saving a skill: its words show on every version that holds it, its slug stays for good."""

from __future__ import annotations

from django.db import transaction

from roadmap.errors import SlugIsPublished
from roadmap.models import Skill
from roadmap.services.compiling import recompile_with


@transaction.atomic
def save_skill(*, skill: Skill) -> None:
    """Write a new skill, or new words of an old one. Repeating it changes nothing.

    Raises SlugIsPublished when a skill that some published version holds would be renamed.
    """
    before = Skill.objects.select_for_update().filter(pk=skill.pk).first()
    if before and before.slug != skill.slug and _is_published(before):
        raise SlugIsPublished(f"{before.slug} stands on a published version under this name.")
    skill.save()
    if before:
        recompile_with([skill.slug])


def _is_published(skill: Skill) -> bool:
    return Skill.objects.published().filter(pk=skill.pk).exists()
