"""Conditional requests: documents with strong ETags, 304, and If-Match."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.request import Request

from wire.problems import PreconditionFailed, PreconditionRequired


@dataclass(frozen=True)
class Document:
    """Bytes ready to be sent, in both encodings, each with its ETag (quotes included)."""

    body: bytes
    body_gzip: bytes
    etag: str
    etag_gzip: str
    media_type: str = "application/json"

    @classmethod
    def of(cls, body: bytes, media_type: str = "application/json") -> Self:
        """Compress `body`; the same bytes give the same document."""
        body_gzip = gzip.compress(body, compresslevel=6, mtime=0)
        return cls(body, body_gzip, etag_of(body), etag_of(body_gzip), media_type)


def json_document(payload: Any) -> Document:
    """`payload` as compact JSON in UTF-8."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Document.of(text.encode())


def etag_of(body: bytes) -> str:
    """A strong ETag: equal for equal bytes only."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


def document_response(request: HttpRequest | Request, document: Document) -> HttpResponse:
    """`document` in the encoding the client prefers, or 304 when the client has it."""
    zipped = prefers_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    etag = document.etag_gzip if zipped else document.etag
    headers = {"ETag": etag, "Vary": "Accept-Encoding"}
    if not_modified(request, etag):
        return HttpResponseNotModified(headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    body = document.body_gzip if zipped else document.body
    return HttpResponse(body, content_type=document.media_type, headers=headers)


def not_modified(request: HttpRequest | Request, etag: str) -> bool:
    """Whether `If-None-Match` names `etag`, so that a 304 says it all."""
    wanted = request.META.get("HTTP_IF_NONE_MATCH")
    if not wanted:
        return False
    # Weak comparison (RFC 9110, 13.1.2): proxies may have weakened our ETag on its way.
    plain = etag.removeprefix("W/")
    return any(known == "*" or known.removeprefix("W/") == plain for known in parse_etags(wanted))


def check_if_match(
    request: HttpRequest | Request, etag: str | None, *, required: bool = False
) -> None:
    """Hold a write to the state the client has read; `etag` is None when nothing exists yet.

    Raises PreconditionFailed when `If-Match` does not name `etag`, or `If-None-Match: *` meets
    something; with `required`, PreconditionRequired when the client gave neither.
    """
    wanted = request.META.get("HTTP_IF_MATCH")
    absent = request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*"
    if required and wanted is None and not absent:
        raise PreconditionRequired
    if absent and etag is not None:
        raise PreconditionFailed("It exists already.")
    if wanted is not None and not _names(wanted, etag):
        raise PreconditionFailed


def _names(if_match: str, etag: str | None) -> bool:
    known = parse_etags(if_match)
    return etag is not None and (known == ["*"] or etag in known)


@lru_cache(maxsize=256)
def prefers_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header ranks gzip at least as high as sending bytes as they are.

    Nothing unusual is an error: what cannot be read counts as not acceptable.
    """
    weights = dict(_weight(part) for part in accept_encoding.lower().split(","))
    others = weights.get("*", 0.0)
    zipped = weights.get("gzip", weights.get("x-gzip", others))
    return zipped > 0 and zipped >= weights.get("identity", 0.0)


def _weight(part: str) -> tuple[str, float]:
    coding, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    if not parameter:
        return coding.strip(), 1.0
    try:
        quality = float(value) if name.strip() == "q" else 0.0
    except ValueError:
        quality = 0.0
    return coding.strip(), quality if 0 <= quality <= 1 else 0.0
