"""Content Security Policies: what a browser may load, run and frame, by kind of answer.

Nowhere an inline script. What names no policy gets NOTHING, so that a new address is as closed as
can be until its view opens something: `@under(PAGE)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.decorators import csp

Policy = dict[str, tuple[str, ...]]

_View = TypeVar("_View", bound=Callable[..., Any])

NONE = ("'none'",)
SELF = ("'self'",)
SELF_AND_INLINE = ("'self'", "'unsafe-inline'")

# Answers that no browser should make anything of: JSON, problems, pictures.
NOTHING: Policy = {
    "default-src": NONE,
    "base-uri": NONE,
    "form-action": NONE,
    "frame-ancestors": NONE,
}
# A text to read, with our style sheet.
PAGE: Policy = {**NOTHING, "style-src": SELF}
# The same with a button that asks us.
FORM: Policy = {**PAGE, "form-action": SELF}
# A mail by itself, with the styles it brings.
MAIL: Policy = {**NOTHING, "style-src": ("'unsafe-inline'",)}
# Development's letter box. A mail brings its own styles, in a frame that inherits this policy.
# X-Frame-Options keeps the page out of foreign frames: frame-ancestors would keep the mail out
# of ours.
MAILS: Policy = {
    "default-src": NONE,
    "base-uri": NONE,
    "form-action": NONE,
    "style-src": SELF_AND_INLINE,
    "frame-src": ("'self'", "about:"),
}
# Swagger UI sets styles on elements and draws its icons from data: addresses.
DOCS: Policy = {
    **NOTHING,
    "connect-src": SELF,
    "img-src": ("'self'", "data:"),
    "script-src": SELF,
    "style-src": SELF_AND_INLINE,
}
# Django's admin: all it needs are its own files.
ADMIN: Policy = {
    "default-src": SELF,
    "object-src": NONE,
    "base-uri": NONE,
    "form-action": SELF,
    "frame-ancestors": NONE,
}


def under(policy: Policy) -> Callable[[_View], _View]:
    """Put a view's answers under this policy."""
    return cast("Callable[[_View], _View]", csp(policy))
