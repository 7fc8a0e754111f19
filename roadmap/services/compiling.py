"""Compiling: a version's document and graph as bytes, made once so that no read ever does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from roadmap.documents import FORMAT, graph_document
from roadmap.graph import Graph
from roadmap.models import Compiled, Node, Version
from roadmap.packing import pack, unpack
from wire.conditions import json_document

DOCUMENT_FIELDS = ("format", "document", "document_gzip", "etag", "etag_gzip")


def compiled(
    version: Version, graph: Graph, *, published_at: datetime, content_hash: str
) -> Compiled:
    """What is to be kept of a published version, not saved yet. One query."""
    placed = Node.objects.filter(version=version, skill__isnull=False)
    document = json_document(
        graph_document(
            graph,
            summaries=dict(placed.values_list("key", "skill__summary")),
            published_at=published_at,
            content_hash=content_hash,
        )
    )
    return Compiled(
        version=version,
        format=FORMAT,
        document=document.body,
        document_gzip=document.body_gzip,
        etag=document.etag,
        etag_gzip=document.etag_gzip,
        graph=pack(graph),
    )


@transaction.atomic
def recompile_with(skills: Collection[str]) -> int:
    """Make the documents of all published versions that hold these skills again; tell how many.

    The words of a skill belong to the skill, so every version shows the newest. Versions
    themselves stay as they were frozen. Repeating it changes nothing.
    """
    held = Version.objects.published().filter(nodes__key__in=skills).distinct()
    versions = list(held.select_related("compiled"))
    remade = [
        compiled(
            version,
            unpack(bytes(version.compiled.graph)),
            published_at=version.published_at,
            content_hash=version.content_hash,
        )
        for version in versions
        if version.published_at
    ]
    Compiled.objects.bulk_update(remade, DOCUMENT_FIELDS, batch_size=20)
    return len(remade)
