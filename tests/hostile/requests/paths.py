"""Paths that lead nowhere, climb out, count too far, or are asked with the wrong method."""

from __future__ import annotations

from tests.hostile.expected import (
    NO_SUCH_METHOD,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_SIGNED_IN,
    UNKNOWN_SKILL,
    Expected,
    good,
)
from tests.hostile.sending import Hostile

API = "/api/v1"
VERSIONS = f"{API}/roadmaps/ai-engineer/versions"

_NOWHERE = [
    ("an address nobody has", "/nowhere"),
    ("a page of another product", "/wp-login.php"),
    ("a folder of git", "/.git/config"),
    ("a file of secrets", "/.env"),
    ("a version of the API to come", "/api/v2/meta"),
    ("an address with a slash behind it", f"{API}/meta/"),
    ("two slashes before an address", f"/{API}/meta"),
    ("two slashes within an address", "/api//v1/meta"),
    ("an address in capitals", "/API/V1/META"),
    ("NUL in a slug", f"{API}/skills/py%00thon"),
    ("NUL where there is no page", "/%00"),
    ("NUL among the static files", "/static/%00"),
    ("a slug that is not UTF-8", f"{API}/skills/%ff"),
    ("half a surrogate pair in a slug", f"{API}/skills/%ed%a0%80"),
    ("a slug in capitals", f"{API}/skills/Python"),
    ("a slug in Cyrillic letters", f"{API}/skills/%D0%B0i"),
    ("a slug with a line end", f"{API}/skills/python%0d%0aX-Evil:%201"),
    ("a slug that climbs folders", f"{API}/skills/..%2f..%2fetc%2fpasswd"),
    ("a slug with SQL in it", f"{API}/skills/'%20OR%20''='"),
    ("a slug of 4,000 letters", f"{API}/skills/" + "a" * 4000),
    ("a format behind a slug", f"{API}/skills/python.json"),
    ("a matrix parameter", f"{API}/skills/python;v=1"),
    ("a static file out of its folder", "/static/..%2f..%2fconfig/settings.py"),
    ("a static file of 4,000 letters", "/static/" + "a" * 4000),
    ("version 0", f"{VERSIONS}/0/graph"),
    ("version -1", f"{VERSIONS}/-1/graph"),
    ("version 01", f"{VERSIONS}/01/graph"),
    ("version 1.0", f"{VERSIONS}/1.0/graph"),
    ("version 1e0", f"{VERSIONS}/1e0/graph"),
    ("a version in Arabic digits", f"{VERSIONS}/%D9%A1/graph"),
    ("a version beyond 32 bits", f"{VERSIONS}/2147483648/graph"),
    ("a version beyond 64 bits", f"{VERSIONS}/9223372036854775808/graph"),
    ("a version of 4,000 digits", f"{VERSIONS}/" + "9" * 4000 + "/graph"),
    ("a node of no name", f"{API}/roadmaps/ai-engineer/nodes/"),
    ("a node with NUL", f"{API}/roadmaps/ai-engineer/nodes/%00"),
    ("a node in Chinese", f"{API}/roadmaps/ai-engineer/nodes/%E5%AD%97"),
    ("a digest that is not there", f"{API}/me/digests/1"),
    ("a token whose id is a number", f"{API}/me/tokens/1"),
    ("a token whose id has no hyphens", f"{API}/me/tokens/{'0' * 32}"),
    (
        "a token whose id has an Arabic digit",
        f"{API}/me/tokens/%D9%A0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f",
    ),
    ("a mail in the letter box of development", "/dev/mail/..%2f..%2fdb"),
]

_METHODS = [
    ("POST to a list", "POST", f"{API}/skills"),
    ("DELETE of a skill", "DELETE", f"{API}/skills/python"),
    ("PUT of oneself", "PUT", f"{API}/me"),
    ("PATCH of a mark", "PATCH", f"{API}/me/marks/python"),
    ("a method of a file store", "PROPFIND", f"{API}/me"),
    ("a method that makes coffee", "BREW", f"{API}/meta"),
    ("a method that tells the request back", "TRACE", f"{API}/me"),
    ("POST to a page about a problem", "POST", "/problems/not_found"),
    ("DELETE of a probe", "DELETE", "/livez"),
    ("PUT of an unsubscription", "PUT", "/u/token"),
]

_DIRECTIONS = [
    ("a wrong token", {"Authorization": "Bearer wm_" + "x" * 43}),
    ("a token of another form", {"Authorization": "Bearer x"}),
    ("a token with a letter of two bytes", {"Authorization": "Bearer wm_é".encode("latin-1")}),
    ("a token that is empty", {"Authorization": "Bearer"}),
    ("a scheme nobody knows", {"Authorization": "Basic YWRhOmFkYQ=="}),
    ("a session nobody has", {"X-Session-Token": "x" * 32}),
    ("a session with SQL in it", {"X-Session-Token": "' OR ''='"}),
    ("a session of 4,000 letters", {"X-Session-Token": "x" * 4000}),
    ("a cookie nobody has", {"Cookie": "sessionid=" + "x" * 32}),
    ("a cookie that is broken", {"Cookie": 'sessionid="\\'}),
]

_INSIDE = [
    ("PUT", f"{API}/me/marks/%00", NOT_FOUND),
    ("PUT", f"{API}/me/marks/%ff", UNKNOWN_SKILL),
    ("PUT", f"{API}/me/marks/%ed%a0%80", UNKNOWN_SKILL),
    ("PUT", f"{API}/me/marks/{'a' * 4000}", UNKNOWN_SKILL),
    ("PUT", f"{API}/me/marks/Python", UNKNOWN_SKILL),
]


def _refused(name: str, method: str, path: str, expected: Expected) -> Hostile:
    return Hostile(name, method, path, expected)


_FOREIGN = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}

REQUESTS = [
    Hostile("a foreign page that asks for me", "OPTIONS", f"{API}/me", good(), headers=_FOREIGN),
    Hostile(
        "a foreign page that asks for all", "OPTIONS", f"{API}/skills", good(204), headers=_FOREIGN
    ),
    *(_refused(name, "GET", path, NOT_FOUND) for name, path in _NOWHERE),
    *(_refused(name, method, path, NO_SUCH_METHOD) for name, method, path in _METHODS),
    *(
        Hostile(name, "GET", f"{API}/me", NOT_SIGNED_IN, headers=headers, caller="nobody")
        for name, headers in _DIRECTIONS
    ),
    *(
        Hostile(f"{method} of {path[:40]}", method, path, expected, {"status": "done"})
        for method, path, expected in _INSIDE
    ),
    Hostile(
        "a token that makes tokens",
        "PUT",
        f"{API}/me/tokens/0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f",
        NOT_ALLOWED,
        {"name": "x", "scopes": ["read"]},
    ),
    Hostile("a roadmap one does not follow", "GET", f"{API}/me/enrollments/nowhere", NOT_FOUND),
    Hostile(
        "a skip on a roadmap one does not follow",
        "PUT",
        f"{API}/me/enrollments/ml-engineer/skips/python",
        NOT_FOUND,
    ),
]
