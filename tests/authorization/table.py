"""Who may do what, for each route of the product: the expectations of the matrix, as data.

A line is a route, methods, and a rule: what each kind of asker is told. A route without a line
fails the matrix, and so does a line without a route.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]

# What an answer says; `tests.authorization.asking.told` reads it off an answer.
OK = "ok"
MOVED = "302"
SIGN_IN = "401 not_authenticated"
SCOPE = "403 insufficient_scope"
AGAIN = "403 reauthentication_required"
ABSENT = "404 not_found"
METHOD = "405 method_not_allowed"
# Pages of the admin and answers of allauth carry no code of ours.
TO_SIGN_IN, FORBIDDEN, NO_PAGE, NOT_SO = "to sign-in", "403", "404", "405"
UNKNOWN, WRONG, CONFLICT = "401", "400", "409"
# Whoever signs up, resets a password or signs out is told by allauth that she is not signed in.
DONE = "401 done"
SUCCEEDS = {OK, MOVED, DONE}


@dataclass(frozen=True)
class Rule:
    """By kind of asker what she is told.

    Without a word of their own staff are strangers, staff who may look are staff without
    permission, and who resets a password is an outsider.
    """

    outsider: str
    other: str
    other_script: str
    reader: str
    writer: str
    script: str
    stale: str
    owner: str
    clerk: str = ""
    viewer: str = ""
    curator: str = ""
    resetting: str = ""

    def for_(self, kind: str) -> str:
        word: str = getattr(self, kind)
        return word or self.for_(_AS.get(kind, "other"))


_AS = {"resetting": "outsider", "viewer": "clerk"}


@dataclass(frozen=True)
class Line:
    route: str
    methods: str
    rule: Rule
    body: Body | None = None
    query: str = ""
    # Who holds a link from her mail, or knows her password, acts for the owner.
    is_by_secret: bool = False


def everybody(word: str) -> Rule:
    return Rule(*[word] * 8)


def learners(*, other: str = OK, reader: str = OK, writer: str = OK) -> Rule:
    """The learner's part of the API: `other` is what somebody else is told."""
    return Rule(SIGN_IN, other, other, reader, writer, OK, OK, OK)


def sessions(*, other: str = OK, stale: str = OK) -> Rule:
    """What no token may do, whatever its scopes."""
    return Rule(SIGN_IN, other, SCOPE, SCOPE, SCOPE, SCOPE, stale, OK)


def signed_in(word: str, *, other: str = "", stale: str = "", outsider: str = UNKNOWN) -> Rule:
    """Where allauth answers, which knows no tokens of scripts."""
    scripts = [outsider] * 4
    return Rule(outsider, other or word, *scripts, stale or word, word)


def staff(
    curator: str, *, viewer: str = "", clerk: str = FORBIDDEN, others: str = TO_SIGN_IN
) -> Rule:
    """The admin: learners, and all who come without a session of staff, are sent to sign in."""
    return Rule(*[others] * 8, clerk=clerk, viewer=viewer or clerk, curator=curator)


def looking() -> Rule:
    """A page for all who may look at such rows."""
    return staff(OK, viewer=OK)


OPEN = everybody(OK)
NOT_HERE = everybody(ABSENT)
READ = learners(writer=SCOPE)
READ_MINE = learners(writer=SCOPE, other=ABSENT)
# A stranger's write is about what is hers: the owner's rows stay as they are.
WRITE = learners(reader=SCOPE)
WRITE_MINE = learners(reader=SCOPE, other=ABSENT)

SAFE = "GET HEAD OPTIONS"
ENROLLMENT = "/api/v1/me/enrollments/{roadmap}"
VERSION = "/api/v1/roadmaps/{roadmap}/versions/{number}"

LINES: list[Line] = [
    # Public: credentials are not looked at
    Line("/api/v1/tracks", SAFE, OPEN),
    Line("/api/v1/tracks/{track}", SAFE, OPEN),
    Line("/api/v1/tracks/{track}/comparison", "GET HEAD", OPEN, query="with=spare"),
    Line("/api/v1/tracks/{track}/comparison", "OPTIONS", OPEN),
    Line("/api/v1/fit-quiz", SAFE, OPEN),
    Line("/api/v1/fit-quiz/results", SAFE, OPEN),
    Line("/api/v1/roadmaps", SAFE, OPEN),
    Line("/api/v1/roadmaps/{roadmap}", SAFE, OPEN),
    Line("/api/v1/roadmaps/{roadmap}/graph", SAFE, OPEN),
    Line("/api/v1/roadmaps/{roadmap}/nodes/{node}", SAFE, OPEN),
    Line("/api/v1/roadmaps/{roadmap}/versions", SAFE, OPEN),
    Line(f"{VERSION}/graph", SAFE, OPEN),
    Line(f"{VERSION}/nodes/{{node}}", SAFE, OPEN),
    Line("/api/v1/skills", SAFE, OPEN),
    Line("/api/v1/skills/{skill}", SAFE, OPEN),
    Line("/api/v1/meta", SAFE, OPEN),
    Line("/api/v1/openapi.json", SAFE, OPEN),
    Line("/api/v1/docs", "GET HEAD", OPEN),
    Line("/problems", "GET HEAD", OPEN),
    Line("/problems/{code}", "GET HEAD", OPEN),
    Line("/livez", SAFE, OPEN),
    Line("/readyz", SAFE, OPEN),
    # The learner's own
    Line("/api/v1/me", SAFE, READ),
    Line("/api/v1/me", "PATCH", WRITE, {"name": "Ada", "handle": "ada"}),
    Line("/api/v1/me/tokens", SAFE, sessions()),
    Line("/api/v1/me/tokens/{token}", "OPTIONS DELETE", sessions()),
    Line(
        "/api/v1/me/tokens/{token}",
        "PUT",
        sessions(other=ABSENT, stale=AGAIN),
        {"name": "mine now", "scopes": ["read", "write"]},
    ),
    Line("/api/v1/me/enrollments", SAFE, READ),
    Line(ENROLLMENT, "GET HEAD", READ_MINE),
    Line(ENROLLMENT, "OPTIONS", READ),
    Line(ENROLLMENT, "PUT", WRITE, {}),
    Line(ENROLLMENT, "PATCH", WRITE_MINE, {"favourite": True}),
    Line(ENROLLMENT, "DELETE", WRITE),
    Line(f"{ENROLLMENT}/progress", "GET HEAD", READ_MINE),
    Line(f"{ENROLLMENT}/progress", "OPTIONS", READ),
    Line(f"{ENROLLMENT}/skips/{{node}}", "OPTIONS", READ),
    Line(f"{ENROLLMENT}/skips/{{node}}", "PUT", WRITE_MINE, {}),
    Line(f"{ENROLLMENT}/skips/{{node}}", "DELETE", WRITE_MINE),
    Line("/api/v1/me/marks", SAFE, READ),
    Line("/api/v1/me/marks/{skill}", "OPTIONS", READ),
    Line("/api/v1/me/marks/{skill}", "PUT", WRITE, {"status": "in_progress"}),
    Line("/api/v1/me/marks/{skill}", "DELETE", WRITE),
    Line("/api/v1/me/next", SAFE, READ),
    Line("/api/v1/me/comparison", "GET HEAD", READ, query="tracks=ai-engineer,spare"),
    Line("/api/v1/me/comparison", "OPTIONS", READ),
    Line("/api/v1/me/activity", SAFE, READ),
    Line("/api/v1/me/digest", SAFE, READ),
    Line("/api/v1/me/digest", "PATCH", WRITE, {"enabled": False, "hour": 9}),
    Line("/api/v1/me/digest/preview", SAFE, READ),
    Line("/api/v1/me/digests", SAFE, READ),
    # Links in mails: who holds the link may follow it, whoever else she is
    Line("/u/{token}", "GET HEAD", OPEN),
    Line("/u/{token}", "POST", OPEN, is_by_secret=True),
    Line("/d/{token}", "GET HEAD", OPEN),
    Line("/d/{token}", "POST", OPEN, is_by_secret=True),
    # Development's letter box, which production does not have
    Line("/dev/mail", "GET HEAD", NOT_HERE),
    Line("/dev/mail/{name}", "GET HEAD", NOT_HERE),
]
