"""The URL map as Django resolves it: every route of the product, none left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLResolver, get_resolver

_CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def routes() -> list[str]:
    """Every path with its parameters in braces, such as `/api/v1/me/marks/{skill}`."""
    return [f"/{route}" for route in _under(get_resolver(), "")]


def _under(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + _told(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _under(entry, route)
        else:
            yield route


def _told(pattern: str) -> str:
    plain = _NAMED_GROUP.sub(r"{\1}", pattern).removeprefix("^").removesuffix("$")
    return _CONVERTED.sub(r"{\1}", plain)
