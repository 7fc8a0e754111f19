"""Working on a draft: saved by one curator after the other.

Every act locks the draft's row first and leaves a new `revision` on it. A form that was opened on
an older revision is refused, and told who saved in between.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from roadmap.errors import DraftHasMoved, GroupInsideItself, VersionIsPublished
from roadmap.models import Credit, Edge, EdgeKind, Node, NodeKind, Skill, Version


@dataclass(frozen=True)
class Ties:
    """What a node waits for, what it is better after, and which skills also count as it."""

    requires: Collection[Node] = ()
    recommends: Collection[Node] = ()
    counts: Collection[Skill] = ()
    mode: str = Credit.Mode.ANY


def hold_draft(pk: int, *, revision: int) -> Version:
    """Lock the draft until the transaction ends, so that what was seen of it stays true.

    Raises VersionIsPublished, or DraftHasMoved when it was saved since `revision` was read.
    """
    draft = _lock(pk)
    refuse_stale(draft, revision)
    return draft


def refuse_stale(draft: Version, revision: int) -> None:
    """Raise DraftHasMoved unless the draft, whose lock is held, still has this revision."""
    if draft.revision != revision:
        raise DraftHasMoved(_name_of(draft.saved_by_id))


@transaction.atomic
def save_draft(*, draft: Version, revision: int, by: AbstractBaseUser) -> None:
    """Save the draft's own title and notes."""
    hold_draft(draft.pk, revision=revision)
    draft.revision, draft.saved_by_id = revision + 1, by.pk
    draft.save(update_fields=["title", "changelog", "revision", "saved_by"])


@transaction.atomic
def save_node(
    *, node: Node, ties: Ties, after: Node | None, revision: int, by: AbstractBaseUser
) -> None:
    """Put `node` on its draft, behind `after` (None: first), with exactly these ties.

    Raises GroupInsideItself when its group stands inside it.
    """
    draft = hold_draft(node.version_id, revision=revision)
    if node.group_id and node.group_id not in {box.pk for box in boxes_for(node)}:
        raise GroupInsideItself
    # A milestone stands at the way, it is not a part of it.
    node.required = node.required and node.kind != NodeKind.MILESTONE
    _place(node, after)
    node.save()
    _tie(node, ties)
    _sign(draft, by)


@transaction.atomic
def remove_nodes(*, draft: Version, nodes: Collection[Node], by: AbstractBaseUser) -> None:
    """Take nodes off the draft with their edges and credits; members move to the box around.

    It names all it changes, so it asks for no revision. What is gone already stays gone.
    """
    held = _lock(draft.pk)
    gone = {node.pk for node in nodes}
    boxes = dict(Node.objects.filter(version=held).values_list("pk", "group"))
    orphans = list(Node.objects.filter(version=held, group__in=gone).exclude(pk__in=gone))
    for node in orphans:
        while node.group_id in gone:
            node.group_id = boxes[node.group_id]
    Node.objects.bulk_update(orphans, ["group"])
    Edge.objects.filter(version=held, source__in=gone).delete()
    Edge.objects.filter(version=held, target__in=gone).delete()
    Credit.objects.filter(version=held, node__in=gone).delete()
    Node.objects.filter(version=held, pk__in=gone).update(group=None)
    Node.objects.filter(version=held, pk__in=gone).delete()
    _sign(held, by)


def boxes_for(node: Node) -> list[Node]:
    """The groups of the version that `node` may stand in: not itself, nor one inside it."""
    groups = Node.objects.filter(version_id=node.version_id, kind=NodeKind.GROUP)
    boxes = {box.pk: box for box in groups.in_order()}

    def is_inside(pk: int | None) -> bool:
        while pk is not None and pk != node.pk:
            pk = boxes[pk].group_id
        return pk is not None

    return [box for box in boxes.values() if not is_inside(box.pk)]


def _lock(pk: int) -> Version:
    version = Version.objects.select_for_update().get(pk=pk)
    if not version.is_draft:
        raise VersionIsPublished
    return version


def _place(node: Node, after: Node | None) -> None:
    """Give `node` the place behind `after` and every other node the place that follows."""
    others = Node.objects.filter(version_id=node.version_id).exclude(pk=node.pk)
    line = list(others.in_order())
    line.insert(line.index(after) + 1 if after else 0, node)
    moved = [other for place, other in enumerate(line) if other.position != place]
    for place, other in enumerate(line):
        other.position = place
    Node.objects.bulk_update([other for other in moved if other is not node], ["position"])


def _tie(node: Node, ties: Ties) -> None:
    node.waits_for.all().delete()
    node.credits.all().delete()
    edges = [(EdgeKind.REQUIRES, ties.requires), (EdgeKind.RECOMMENDS, ties.recommends)]
    Edge.objects.bulk_create(
        Edge(version_id=node.version_id, source=source, target=node, kind=kind)
        for kind, sources in edges
        for source in sources
    )
    Credit.objects.bulk_create(
        Credit(version_id=node.version_id, node=node, skill=skill, mode=ties.mode)
        for skill in ties.counts
    )


def _sign(draft: Version, by: AbstractBaseUser) -> None:
    draft.revision, draft.saved_by_id = draft.revision + 1, by.pk
    draft.save(update_fields=["revision", "saved_by"])


def _name_of(user_id: UUID | None) -> str:
    """Who saved; her row may be erased by now, her id is all a draft keeps of her."""
    found = get_user_model().objects.filter(pk=user_id).first() if user_id else None
    return str(found) if found else "Somebody"
