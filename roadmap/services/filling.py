"""Filling a draft from a graph, as importing and restoring do."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max

from roadmap.graph import Graph
from roadmap.models import Credit, Edge, EdgeKind, Node, Roadmap, Skill, Version
from roadmap.queries import SLICE, in_slices


@transaction.atomic
def replace_draft(*, roadmap: Roadmap, graph: Graph, by: AbstractBaseUser | None) -> Version:
    """Make the roadmap's draft say what `graph` says, opening one when there is none.

    All skills that it names exist. Whoever had the draft open is told that it moved.
    """
    held = Roadmap.objects.select_for_update().get(pk=roadmap.pk)
    draft = Version.objects.drafts().select_for_update().filter(roadmap=held).first()
    if draft is None:
        last = held.versions.aggregate(Max("number"))["number__max"] or 0
        draft = Version(roadmap=held, number=last + 1)
    else:
        _empty(draft)
        draft.revision = F("revision") + 1
    draft.title = graph.title
    draft.saved_by_id = by.pk if by else None
    draft.save()
    draft.refresh_from_db(fields=["revision"])
    _fill(draft, graph)
    return draft


def _empty(draft: Version) -> None:
    Edge.objects.filter(version=draft).delete()
    Credit.objects.filter(version=draft).delete()
    # Members protect their group, so they leave it first.
    Node.objects.filter(version=draft).update(group=None)
    Node.objects.filter(version=draft).delete()


def _fill(draft: Version, graph: Graph) -> None:
    skills = _skill_ids(graph)
    rows = _create_nodes(draft, graph, skills)
    Edge.objects.bulk_create(
        Edge(version=draft, source_id=rows[source], target_id=rows[key], kind=kind)
        for key, node in graph.nodes.items()
        for kind, sources in (
            (EdgeKind.REQUIRES, node.requires),
            (EdgeKind.RECOMMENDS, node.recommends),
        )
        for source in sources
    )
    Credit.objects.bulk_create(
        Credit(version=draft, node_id=rows[key], skill_id=skills[slug], mode=node.credit.mode)
        for key, node in graph.nodes.items()
        if node.credit
        for slug in node.credit.counts
    )


def _skill_ids(graph: Graph) -> dict[str, int]:
    slugs = {key for key, node in graph.nodes.items() if node.kind == "skill"}
    slugs.update(*(node.credit.counts for node in graph.nodes.values() if node.credit))
    return {
        slug: pk
        for some in in_slices(sorted(slugs), SLICE)
        for slug, pk in Skill.objects.filter(slug__in=some).values_list("slug", "pk")
    }


def _create_nodes(draft: Version, graph: Graph, skills: Mapping[str, int]) -> dict[str, int]:
    """Create the nodes, boxes before what stands in them; their ids by key."""
    place = {key: index for index, key in enumerate(graph.nodes)}
    rows: dict[str, int] = {}
    level = [key for key, node in graph.nodes.items() if node.group is None]
    while level:
        created = Node.objects.bulk_create(
            Node(
                version=draft,
                key=key,
                kind=graph.nodes[key].kind,
                skill_id=skills.get(key),
                group_id=rows.get(graph.nodes[key].group or ""),
                title="" if key in skills else graph.nodes[key].title,
                summary=graph.nodes[key].summary,
                required=graph.nodes[key].required,
                choose=graph.nodes[key].choose,
                role_note=graph.nodes[key].role_note,
                position=place[key],
            )
            for key in level
        )
        rows.update((node.key, node.pk) for node in created)
        level = [member for key in level for member in graph.nodes[key].members]
    return rows
