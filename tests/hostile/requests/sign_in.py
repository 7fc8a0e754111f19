"""Sign-in and the pages at the root: allauth keeps its envelope, and nothing breaks."""

from __future__ import annotations

from typing import Any

from tests.hostile.expected import (
    MALFORMED,
    NO_SUCH_METHOD,
    NOT_FOUND,
    TOO_LARGE,
    Expected,
    body,
    good,
    query,
)
from tests.hostile.sending import Hostile

APP = "/_allauth/app/v1"
SIGN_UP = f"{APP}/auth/signup"
LOG_IN = f"{APP}/auth/login"
VERIFY = f"{APP}/auth/email/verify"
RESET = f"{APP}/auth/password/reset"
PASSWORD = "a lighthouse on a quiet coast"
EMAIL = "eve@waymark.example"


def _post(name: str, path: str, expected: Expected, sent: Any, **headers: str) -> Hostile:
    return Hostile(name, "POST", path, expected, sent, dict(headers), caller="nobody")


_STRICT = [
    _post("a log-in that is no JSON", LOG_IN, MALFORMED, b"email=eve"),
    _post(
        "a log-in in a form",
        LOG_IN,
        MALFORMED,
        b"email=eve&password=x",
        **{"Content-Type": "application/x-www-form-urlencoded"},
    ),
    _post("a log-in that is an array", LOG_IN, body("", "wrong_type"), []),
    _post("a log-in that is a text", LOG_IN, body("", "wrong_type"), b'"eve"'),
    _post("a log-in 100,000 deep", LOG_IN, body("", "too_deep"), b"[" * 100_000),
    _post(
        "a log-in told twice",
        LOG_IN,
        body("/email", "duplicate_key"),
        b'{"email": "a", "email": "b"}',
    ),
    _post(
        "a log-in with NUL",
        LOG_IN,
        body("/email", "bad_character"),
        b'{"email": "a\\u0000", "password": "x"}',
    ),
    _post(
        "a log-in with half a pair",
        LOG_IN,
        body("/password", "bad_character"),
        b'{"email": "a", "password": "\\ud800"}',
    ),
    _post("a log-in with a number beyond all floats", LOG_IN, MALFORMED, b'{"email": 1e400}'),
    _post("a log-in of two megabytes", LOG_IN, TOO_LARGE, b" " * 2_000_000),
]

_ENVELOPED = (
    [
        _post(f"a log-in whose {what}", LOG_IN, good(400), sent)
        for what, sent in [
            ("address is a number", {"email": 5, "password": PASSWORD}),
            ("address is an array", {"email": [EMAIL], "password": PASSWORD}),
            ("address is an object", {"email": {"$gt": ""}, "password": PASSWORD}),
            ("address is null", {"email": None, "password": PASSWORD}),
            ("address is no address", {"email": "eve", "password": PASSWORD}),
            (
                "address holds a header",
                {"email": "e@x.example\r\nBcc: a@x.example", "password": "x"},
            ),
            (
                "address is a megabyte long",
                {"email": "e" * 900_000 + "@x.example", "password": "x"},
            ),
            ("password is an object", {"email": EMAIL, "password": {"$ne": ""}}),
            ("password is a megabyte long", {"email": EMAIL, "password": "x" * 900_000}),
            ("password is true", {"email": EMAIL, "password": True}),
            ("fields are missing", {}),
        ]
    ]
    + [
        _post(
            f"a sign-up whose {what}",
            SIGN_UP,
            good(400),
            {"email": EMAIL, "password": PASSWORD} | sent,
        )
        for what, sent in [
            ("password is a common one", {"password": "password"}),
            ("password is nothing but digits", {"password": "8472950284"}),
            ("zone climbs folders", {"time_zone": "../../etc/passwd"}),
            ("zone is an array", {"time_zone": ["UTC"]}),
            ("zone is an object", {"time_zone": {}}),
            ("digest is a text", {"weekly_digest": "yes"}),
            ("address holds the line end of EBCDIC", {"email": "e\u0085ve@waymark.example"}),
            ("address is too long", {"email": "e" * 250 + "@waymark.example"}),
            ("address turns around", {"email": "\u202eve@waymark.example"}),
        ]
    ]
    + [
        _post("a code to nobody's address", VERIFY, good(409), {"key": "ABC-123"}),
        _post("a code that is an object", VERIFY, good(409), {"key": {}}),
        _post(
            "a new password with a code nobody has",
            RESET,
            good(409),
            {"key": "x", "password": PASSWORD},
        ),
        _post(
            "a code for a session nobody has",
            VERIFY,
            good(410),
            {"key": "ABC-123"},
            **{"X-Session-Token": "x" * 32},
        ),
        Hostile(
            "a session that is SQL",
            "GET",
            f"{APP}/auth/session",
            good(410),
            headers={"X-Session-Token": "' OR ''='"},
            caller="nobody",
        ),
        Hostile(
            "a change of password by nobody",
            "POST",
            f"{APP}/account/password/change",
            good(401),
            {"new_password": PASSWORD},
            caller="nobody",
        ),
    ]
)

_NOWHERE = [
    ("a door of allauth's that is shut", f"{APP}/auth/provider/token"),
    ("a client nobody has", "/_allauth/tv/v1/config"),
    ("the root of allauth", "/_allauth/"),
    ("NUL among the doors", f"{APP}/auth/%00"),
    ("an unsubscription with a token made up", "/u/" + "x" * 40),
    ("an unsubscription with NUL", "/u/%00"),
    ("an unsubscription not in UTF-8", "/u/%ff%fe"),
    ("an unsubscription of 4,000 letters", "/u/" + "a" * 4000),
    ("an unsubscription with colons", "/u/a:b:c"),
    ("a done link with a token made up", "/d/" + "x" * 40),
    ("a done link with NUL", "/d/%00"),
    ("a done link that is not ASCII", "/d/%C3%A4:%E5%AD%97"),
    ("a problem nobody has", "/problems/no_such_problem"),
    ("a problem with NUL", "/problems/%00"),
    ("a problem with markup", "/problems/%3Cscript%3E"),
    ("a probe with a slash behind it", "/livez/"),
]

REQUESTS = [
    *_STRICT,
    *_ENVELOPED,
    *(Hostile(name, "GET", path, NOT_FOUND, caller="nobody") for name, path in _NOWHERE),
    Hostile("a token made up, posted", "POST", "/u/" + "x" * 40, NOT_FOUND, caller="nobody"),
    Hostile("a done link made up, posted", "POST", "/d/a.b.c", NOT_FOUND, caller="nobody"),
    Hostile("a log-in by GET", "GET", LOG_IN, NO_SUCH_METHOD, caller="nobody"),
    Hostile("a log-in by PATCH", "PATCH", LOG_IN, NO_SUCH_METHOD, {}, caller="nobody"),
    Hostile(
        "a probe asked twice about its words",
        "GET",
        "/livez?verbose=1&verbose=2",
        query("/verbose", "unknown_parameter"),
        caller="nobody",
    ),
    Hostile(
        "a change to an address that is too long",
        "POST",
        f"{APP}/account/email",
        good(400),
        {"email": "e" * 250 + "@waymark.example"},
        caller="session",
    ),
]
