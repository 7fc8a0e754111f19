"""What publishing compiled, held in process: at most 64 MiB, the least recently used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Generic, TypeVar

from roadmap.graph import Graph
from roadmap.models import Compiled, Roadmap, Track
from roadmap.packing import unpack
from wire.conditions import Document

Kept = TypeVar("Kept")

# The two stores below together hold 64 MiB.
STORE_BYTES = 32 * 1024 * 1024
# Unpacked, and with what folding remembers beside it, a graph takes about so many times its bytes.
UNPACKED_SIZE = 16


class Store(Generic[Kept]):
    """Values by key, weighed in bytes; threads may share it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._weight = 0
        self._kept: OrderedDict[tuple[int, str], tuple[Kept, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[int, str]) -> Kept | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: tuple[int, str], value: Kept, weight: int) -> None:
        """Keep `value`, letting go of what was not asked for the longest."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = (value, weight)
            self._weight += weight
            while self._weight > self._limit and len(self._kept) > 1:
                _, (_, gone) = self._kept.popitem(last=False)
                self._weight -= gone


_graphs: Store[Graph] = Store(STORE_BYTES)
_documents: Store[Document] = Store(STORE_BYTES)


def graph_of(version_id: int, content_hash: str) -> Graph:
    """The graph of a published version. No query when this process has it, else one."""
    return graphs_of([(version_id, content_hash)])[version_id]


def graphs_of(versions: Iterable[tuple[int, str]]) -> dict[int, Graph]:
    """The graphs of published versions by version id. One query for all that are missing."""
    wanted = dict(versions)
    graphs = {pk: graph for pk, digest in wanted.items() if (graph := _graphs.get((pk, digest)))}
    missing = wanted.keys() - graphs.keys()
    if missing:
        rows = Compiled.objects.filter(pk__in=missing).values_list("pk", "graph")
        for pk, packed in rows:
            graphs[pk] = unpack(bytes(packed))
            _graphs.put((pk, wanted[pk]), graphs[pk], len(packed) * UNPACKED_SIZE)
    return graphs


def roles_of(tracks: Iterable[str]) -> dict[str, Graph | None]:
    """By slug, of those of the tracks that exist, what the roadmap into its role shows now.

    In the order given; None where there is no such roadmap, or none that is kept up. One query,
    and one for graphs not yet in process.
    """
    wanted = list(tracks)
    shown = Track.objects.filter(slug__in=wanted).showing(Roadmap.objects.roles())
    graphs = graphs_of(filter(None, shown.values()))
    return {
        track: graphs[version[0]] if (version := shown[track]) else None
        for track in wanted
        if track in shown
    }


def document_of(version_id: int, etag: str) -> Document:
    """The graph document of a published version as bytes, by the etag of its newest compile."""
    document = _documents.get((version_id, etag))
    if document is None:
        document = _document_from_rows(version_id)
        weight = len(document.body) + len(document.body_gzip)
        _documents.put((version_id, etag), document, weight)
    return document


def _document_from_rows(version_id: int) -> Document:
    columns = ("document", "document_gzip", "etag", "etag_gzip")
    body, body_gzip, etag, etag_gzip = Compiled.objects.values_list(*columns).get(pk=version_id)
    return Document(bytes(body), bytes(body_gzip), etag, etag_gzip)
