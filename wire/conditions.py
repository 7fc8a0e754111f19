"""Conditional requests: strong ETags, 304 before anything is made, and If-Match."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from wire.code import fingerprint
from wire.problems import PreconditionFailed, PreconditionRequired


@dataclass(frozen=True)
class Document:
    """Bytes ready to be sent, in both encodings, each with its ETag (quotes included)."""

    body: bytes
    body_gzip: bytes
    etag: str
    etag_gzip: str

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Compress `body`; the same bytes give the same document."""
        body_gzip = zipped(body)
        return cls(body, body_gzip, etag_of(body), etag_of(body_gzip))


def json_document(payload: Any) -> Document:
    """`payload` as compact JSON in UTF-8."""
    return Document.of(json_bytes(payload))


def json_bytes(payload: Any) -> bytes:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def zipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def etag_of(body: bytes) -> str:
    """A strong ETag: equal for equal bytes only."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


def tag(*facts: Any) -> str:
    """A strong ETag for what this code makes of these facts, known before it is made.

    Another one for other facts, other code or release, another SECRET_KEY (it signs cursors) or
    another PUBLIC_URL. Facts are JSON values, instants, days and UUIDs, each kind in its own place.
    """
    teller = [fingerprint(), settings.VERSION, settings.FEATURE_LEVEL, settings.PUBLIC_URL]
    told = json.dumps([*teller, *facts], default=str)
    return f'"{salted_hmac("wire.conditions.tag", told, algorithm="sha256").hexdigest()}"'


def document_response(request: HttpRequest | Request, document: Document) -> HttpResponse:
    """`document` in the encoding the client prefers, or 304 when the client has it."""
    if wants_gzip(request):
        return encoded_response(request, document.etag_gzip, document.body_gzip)
    return encoded_response(request, document.etag, document.body)


def encoded_response(request: HttpRequest | Request, etag: str, body: bytes) -> HttpResponse:
    """JSON, encoded as the client prefers it already, or 304 when the client has it."""
    if not_modified(request, etag):
        return unchanged(etag)
    response = HttpResponse(body, content_type="application/json", headers=_named(etag))
    if wants_gzip(request):
        response["Content-Encoding"] = "gzip"
    return response


def unchanged(etag: str) -> HttpResponse:
    """304 for a public answer."""
    return HttpResponseNotModified(headers=_named(etag))


def _named(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Vary": "Accept-Encoding"}


def conditional(request: Request, etag: str, body: Callable[[], dict[str, Any]]) -> Response:
    """The body, made only when the client does not have it yet."""
    if not_modified(request, etag):
        return Response(status=304, headers={"ETag": etag})
    return Response(body(), headers={"ETag": etag})


def not_modified(request: HttpRequest | Request, etag: str) -> bool:
    """Whether `If-None-Match` tells that the client has what `etag` stands for."""
    return holds(request, etag) or "*" in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))


def holds(request: HttpRequest | Request, etag: str) -> bool:
    """Whether `If-None-Match` names this very ETag, which only who was given it can."""
    # Weak comparison (RFC 9110, 13.1.2): proxies may have weakened our ETag on its way.
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return etag.removeprefix("W/") in {name.removeprefix("W/") for name in known}


def check_if_match(
    request: HttpRequest | Request, etag: str | None, *, required: bool = False
) -> None:
    """Hold a write to the state the client has read; `etag` is None when nothing exists yet.

    Call it under the lock that the write takes. Raises PreconditionFailed when `If-Match` does
    not name `etag`, or `If-None-Match` does; with `required`, PreconditionRequired when neither
    `If-Match` nor `If-None-Match: *` came.
    """
    wanted = request.META.get("HTTP_IF_MATCH")
    is_new = request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*"
    if required and wanted is None and not is_new:
        raise PreconditionRequired
    if etag is not None and not_modified(request, etag):
        raise PreconditionFailed("It exists already, in a state you did not want.")
    if wanted is not None and not _names(wanted, etag):
        raise PreconditionFailed


def _names(if_match: str, etag: str | None) -> bool:
    """Strong comparison (RFC 9110, 13.1.1): a weakened ETag is none to write on."""
    known = parse_etags(if_match)
    return etag is not None and (known == ["*"] or etag in known)


def wants_gzip(request: HttpRequest | Request) -> bool:
    return prefers_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))


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
