"""Publishing: a draft becomes a version that never changes again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import OuterRef, Subquery

from roadmap.compiled import graph_of
from roadmap.editions import unit_list
from roadmap.errors import DraftIsBroken, NothingToPublish
from roadmap.graph import Graph
from roadmap.models import Node, Roadmap, Skill, Version
from roadmap.packing import pack
from roadmap.queries import frozen_graph
from roadmap.services.compiling import compiled
from roadmap.services.drafts import refuse_stale
from roadmap.signals import version_published
from roadmap.validation import problems_of


@transaction.atomic
def publish_version(
    *,
    roadmap: Roadmap,
    changelog: str,
    by: AbstractBaseUser | None,
    at: datetime,
    revision: int | None = None,
) -> Version:
    """Freeze the roadmap's draft and show it from now on. No learner's row is touched.

    It is of the current edition when its unit list is identical, else it starts a new one.
    `revision` is the one that `by` has looked at; None publishes whatever the draft says now.
    Raises NothingToPublish when there is no draft or it says what is published already,
    DraftHasMoved when it was saved since `revision`, and DraftIsBroken, with all its problems,
    when a rule refuses it.
    """
    held = Roadmap.objects.select_for_update().get(pk=roadmap.pk)
    draft = Version.objects.drafts().select_for_update().filter(roadmap=held).first()
    if draft is None:
        raise NothingToPublish(f"{held.slug} has no draft.")
    if revision is not None:
        refuse_stale(draft, revision)
    draft.roadmap = held
    _hold_skills(draft)
    _freeze_words(draft)
    graph = frozen_graph(draft)
    if problems := problems_of(graph):
        raise DraftIsBroken(problems)
    current = current_graph(held)
    if current and graph.says_the_same_as(current):
        raise NothingToPublish(f"The draft says what version {current.version} says.")
    _freeze(draft, replace(graph, edition=_edition_after(current, graph)), changelog, by, at)
    held.current = draft
    held.save(update_fields=["current"])
    version_published.send(sender=Version, version=draft, at=at)
    return draft


def current_graph(roadmap: Roadmap) -> Graph | None:
    """What the roadmap shows now, None before it was first published."""
    current = roadmap.current
    return graph_of(current.pk, current.content_hash) if current else None


def _hold_skills(draft: Version) -> None:
    """Whoever saves one of these skills has committed, or waits to find the version published.

    Else she would make the documents of all versions again but this one, which shows old words.
    A learner's mark needs not wait.
    """
    placed = Node.objects.filter(version=draft).values("skill")
    skills = Skill.objects.filter(pk__in=placed).order_by("pk")
    list(skills.select_for_update(no_key=True).values_list("pk"))


def _freeze_words(draft: Version) -> None:
    """Copy what learners sign up for into the nodes: a skill's title, kind and minutes."""
    skill = Skill.objects.filter(pk=OuterRef("skill"))
    Node.objects.filter(version=draft, skill__isnull=False).update(
        title=Subquery(skill.values("title")),
        skill_kind=Subquery(skill.values("kind")),
        minutes=Subquery(skill.values("minutes")),
    )


def _edition_after(current: Graph | None, graph: Graph) -> int:
    if current is None:
        return 1
    is_same = unit_list(current) == unit_list(graph)
    return current.edition if is_same else current.edition + 1


def _freeze(
    draft: Version, graph: Graph, changelog: str, by: AbstractBaseUser | None, at: datetime
) -> None:
    """Compile, then set `published_at`: the last write that the database lets through."""
    draft.edition = graph.edition
    draft.content_hash = hashlib.sha256(pack(graph)).hexdigest()
    compiled(draft, graph, published_at=at, content_hash=draft.content_hash).save()
    draft.changelog = changelog
    draft.published_at = at
    draft.published_by_id = by.pk if by else None
    draft.save(
        update_fields=["edition", "content_hash", "changelog", "published_at", "published_by"]
    )
