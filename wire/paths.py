"""The parts of our URL space that are treated differently."""

from __future__ import annotations

ADMIN = "/admin/"
SIGN_IN = "/_allauth/"
API = "/api/"
PERSONAL = "/api/v1/me"
PROBES = {"/livez", "/readyz"}


def is_admin(path: str) -> bool:
    """Django's own pages, which keep Django's manners."""
    return path.startswith(ADMIN)


def is_sign_in(path: str) -> bool:
    """Where allauth answers, in its own envelope."""
    return path.startswith(SIGN_IN)


def is_probe(path: str) -> bool:
    """What whatever runs us asks, by any address it finds us at."""
    return path in PROBES


def has_session(path: str) -> bool:
    """What needs Django's session, CSRF, user and messages; everything else goes past them."""
    return is_admin(path) or is_sign_in(path)


def is_public_api(path: str) -> bool:
    """What anybody may read from anywhere: the API without the learner's own part."""
    return path.startswith(API) and not _is_personal(path)


def takes_cross_origin(path: str) -> bool:
    """What a browser may call from the origins that the operator lists."""
    return is_sign_in(path) or _is_personal(path)


def _is_personal(path: str) -> bool:
    return path == PERSONAL or path.startswith(PERSONAL + "/")
