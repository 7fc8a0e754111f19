"""Compiling: a version's document and graph as bytes, made once so that no read ever does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from roadmap.documents import FORMAT, graph_document
from roadmap.graph import Graph
from roadmap.models import Compiled, Node, Version
from roadmap.packing import pack, unpack
from roadmap.queries import in_slices
from wire.conditions import json_document

DOCUMENT_FIELDS = ("format", "document", "document_gzip", "etag", "etag_gzip")
# A document may be megabytes, and a skill may stand on every version there ever was.
SLICE = 20


def compiled(
    version: Version, graph: Graph, *, published_at: datetime, content_hash: str
) -> Compiled:
    """What is to be kept of a published version, not saved yet. One query."""
    words = _summaries([version.pk])[version.pk]
    return _compiled(version, graph, words, published_at=published_at, content_hash=content_hash)


@transaction.atomic
def recompile_with(skills: Collection[str]) -> int:
    """Make the documents of all published versions that hold these skills again; tell how many.

    The words of a skill belong to the skill, so every version shows the newest. Versions
    themselves stay as they were frozen. Repeating it changes nothing. Three queries for each
    slice of versions.
    """
    held = Version.objects.published().filter(nodes__key__in=skills).distinct()
    versions = list(held.order_by("pk").values_list("pk", flat=True))
    for some in in_slices(versions, SLICE):
        _recompile(some)
    return len(versions)


def _recompile(version_ids: Collection[int]) -> None:
    kept = (
        Compiled.objects.filter(pk__in=version_ids)
        .select_related("version")
        .only("graph", "version__content_hash", "version__published_at")
    )
    words = _summaries(version_ids)
    remade = [
        _compiled(
            row.version,
            unpack(bytes(row.graph)),
            words[row.pk],
            published_at=row.version.published_at,
            content_hash=row.version.content_hash,
        )
        for row in kept
        if row.version.published_at
    ]
    Compiled.objects.bulk_update(remade, DOCUMENT_FIELDS)


def _compiled(
    version: Version,
    graph: Graph,
    summaries: Mapping[str, str],
    *,
    published_at: datetime,
    content_hash: str,
) -> Compiled:
    document = json_document(
        graph_document(
            graph, summaries=summaries, published_at=published_at, content_hash=content_hash
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


def _summaries(version_ids: Iterable[int]) -> Mapping[int, Mapping[str, str]]:
    """By version the summaries of its skills, as they are now. One query."""
    words: dict[int, dict[str, str]] = defaultdict(dict)
    placed = Node.objects.filter(version__in=version_ids, skill__isnull=False)
    for version, key, summary in placed.values_list("version", "key", "skill__summary"):
        words[version][key] = summary
    return words
