"""Starting a draft: the next version of a roadmap begins as what it shows now."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from roadmap.errors import DraftExists
from roadmap.models import Roadmap, Version
from roadmap.ordering import graph_of_nodes
from roadmap.services.filling import replace_draft
from roadmap.services.publishing import current_graph


@transaction.atomic
def start_draft(*, roadmap: Roadmap, by: AbstractBaseUser) -> Version:
    """Open the next version as a copy of the current one, empty when there is none.

    Raises DraftExists, which names it, when somebody has one open.
    """
    held = Roadmap.objects.select_for_update().get(pk=roadmap.pk)
    if draft := Version.objects.drafts().filter(roadmap=held).first():
        raise DraftExists(draft.pk)
    graph = current_graph(held) or graph_of_nodes([], roadmap=held.slug, title=held.title)
    return replace_draft(roadmap=held, graph=graph, by=by)
