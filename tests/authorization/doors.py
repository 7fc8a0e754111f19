"""The matrix's lines for signing in and for the admin; tests.authorization.table has the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.authorization.table import (
    CONFLICT,
    DONE,
    FORBIDDEN,
    LINES,
    MOVED,
    NO_PAGE,
    NOT_SO,
    OK,
    OPEN,
    SAFE,
    UNKNOWN,
    WRONG,
    Body,
    Line,
    Rule,
    everybody,
    looking,
    signed_in,
    staff,
)

OWNER = {"email": "owner@waymark.example"}
SECOND = {"email": "second@waymark.example"}
PASSWORD = {"password": "{password}"}
ANOTHER = "another quiet coast"
# Nobody proves what she has not begun; who has does it with the code that was mailed to her.
REFUSED = everybody(CONFLICT)

# The same for apps, under /_allauth/app/v1/, and for browsers, under /_allauth/browser/v1/.
SIGN_IN_LINES: list[tuple[str, str, Rule, Body | None]] = [
    ("config", SAFE, OPEN, None),
    ("auth/session", "GET HEAD", signed_in(OK), None),
    ("auth/session", "OPTIONS", OPEN, None),
    ("auth/session", "DELETE", signed_in(DONE), None),
    ("auth/signup", "OPTIONS", OPEN, None),
    (
        "auth/signup",
        "POST",
        signed_in(CONFLICT, outsider=DONE),
        {"email": "new@waymark.example", **PASSWORD},
    ),
    ("auth/login", "OPTIONS", everybody(WRONG), None),
    ("auth/login", "POST", signed_in(CONFLICT, outsider=OK), {**OWNER, **PASSWORD}),
    ("auth/reauthenticate", "OPTIONS", signed_in(WRONG), None),
    ("auth/reauthenticate", "POST", signed_in(OK, other=WRONG), PASSWORD),
    ("auth/email/verify", "GET HEAD OPTIONS", replace(REFUSED, owner=WRONG), None),
    ("auth/email/verify", "POST", replace(REFUSED, owner=OK), {"key": "{code}"}),
    ("auth/email/verify/resend", "OPTIONS", OPEN, None),
    ("auth/email/verify/resend", "POST", replace(REFUSED, owner=OK), None),
    ("auth/password/request", "OPTIONS", everybody(WRONG), None),
    ("auth/password/request", "POST", signed_in(OK), OWNER),
    ("auth/password/reset", "GET HEAD OPTIONS", replace(REFUSED, resetting=WRONG), None),
    (
        "auth/password/reset",
        "POST",
        replace(REFUSED, resetting=DONE),
        {"key": "{code}", "password": ANOTHER},
    ),
    ("account/password/change", "OPTIONS", signed_in(WRONG), None),
    (
        "account/password/change",
        "POST",
        signed_in(OK, other=WRONG),
        {"current_password": "{password}", "new_password": ANOTHER},
    ),
    ("account/email", SAFE, signed_in(OK), None),
    (
        "account/email",
        "POST",
        signed_in(OK, stale=UNKNOWN, outsider=CONFLICT),
        {"email": "new@waymark.example"},
    ),
    ("account/email", "PUT", signed_in(OK, other=WRONG), SECOND),
    (
        "account/email",
        "PATCH",
        signed_in(OK, other=WRONG, stale=UNKNOWN),
        {**SECOND, "primary": True},
    ),
    ("account/email", "DELETE", signed_in(OK, other=WRONG, stale=UNKNOWN), SECOND),
]

# By model what staff with every permission may do with it, beyond looking.
DESKS: dict[str, str] = {
    "accounts/user": "change",
    "accounts/token": "delete",
    "roadmap/linkcheck": "",
    "roadmap/node": "add change delete",
    "roadmap/question": "add change delete",
    "roadmap/roadmap": "add change delete",
    "roadmap/skill": "add change delete",
    "roadmap/track": "add change delete",
    "roadmap/version": "change",
    "progress/digest": "act",
    "progress/suppressedaddress": "delete",
    "progress/breaker": "add change delete",
    "progress/learner": "",
    "progress/digestpreference": "change",
    "auth/group": "add change delete",
}

# Whatever is not POST the admin takes for looking; BREW stands for all that it does not know.
LOOKING = "GET HEAD BREW"
ANY_STAFF = staff(OK, clerk=OK)
NOTHING_THERE = staff(NO_PAGE, clerk=NO_PAGE)
WITH_DRAFT = "version={draft}&kind=milestone"

ADMIN_LINES: list[Line] = [
    Line("/admin/", f"{LOOKING} POST", ANY_STAFF),
    Line("/admin/login/", "GET", staff(MOVED, clerk=MOVED, others=OK)),
    Line("/admin/login/", "HEAD PUT", OPEN),
    Line("/admin/login/", "BREW", everybody(NOT_SO)),
    Line(
        "/admin/login/",
        "POST",
        everybody(MOVED),
        {"username": "curator@waymark.example", **PASSWORD, "next": "/admin/"},
    ),
    Line("/admin/logout/", LOOKING, staff(NOT_SO, clerk=NOT_SO, others=MOVED)),
    Line("/admin/logout/", "POST", staff(OK, clerk=OK, others=MOVED)),
    Line("/admin/password_change/", "GET HEAD PUT", ANY_STAFF),
    Line("/admin/password_change/", "BREW", staff(NOT_SO, clerk=NOT_SO)),
    Line(
        "/admin/password_change/",
        "POST",
        staff(MOVED, clerk=MOVED),
        {"old_password": "{password}", "new_password1": ANOTHER, "new_password2": ANOTHER},
    ),
    Line("/admin/password_change/done/", "GET HEAD", ANY_STAFF),
    Line("/admin/password_change/done/", "BREW POST", staff(NOT_SO, clerk=NOT_SO)),
    Line(
        "/admin/autocomplete/",
        "GET HEAD",
        looking(),
        query="app_label=roadmap&model_name=node&field_name=skill&term=py",
    ),
    Line("/admin/autocomplete/", "BREW POST", staff(NOT_SO, clerk=NOT_SO)),
    Line("/admin/jsi18n/", "GET HEAD", ANY_STAFF),
    Line("/admin/jsi18n/", "BREW POST", staff(NOT_SO, clerk=NOT_SO)),
    Line("/admin/r/{content_type_id}/{object_id}/", f"{LOOKING} POST", NOTHING_THERE),
    Line("/admin/{app_label}/", f"{LOOKING} POST", staff(OK, clerk=NO_PAGE, viewer=OK)),
    Line("/admin/{url}", f"{LOOKING} POST", NOTHING_THERE),
    Line("/admin/roadmap/roadmap/{pk}/start-draft/", LOOKING, staff(NOT_SO, clerk=NOT_SO)),
    Line("/admin/roadmap/roadmap/{pk}/start-draft/", "POST", staff(MOVED)),
    Line("/admin/roadmap/version/{pk}/publish/", LOOKING, staff(OK)),
    Line(
        "/admin/roadmap/version/{pk}/publish/",
        "POST",
        staff(MOVED),
        {"seen": "{revision}", "changelog": "Less is more."},
    ),
    Line("/admin/progress/learner/{pk}/digest/", f"{LOOKING} POST", looking()),
]


def sign_in_lines() -> Iterator[Line]:
    for client in ("app", "browser"):
        for door, methods, rule, body in SIGN_IN_LINES:
            is_by_secret = body == {**OWNER, **PASSWORD}
            route = f"/_allauth/{client}/v1/{door}"
            yield Line(route, methods, rule, body, is_by_secret=is_by_secret)


def desk_lines() -> Iterator[Line]:
    """The six pages that Django's admin has for each model."""
    for model, acts in DESKS.items():
        pages, may = f"/admin/{model}/", acts.split()
        page = f"{pages}{{object_id}}/"
        action = "send_again" if "act" in may else "delete_selected"
        chosen = {"action": action, "_selected_action": "{object_id}", "post": "yes"}
        acted = MOVED if {"act", "delete"} & set(may) else OK
        query = WITH_DRAFT if model == "roadmap/node" else ""
        yield Line(pages, LOOKING, looking())
        yield Line(pages, "POST", staff(acted, viewer=OK), chosen)
        yield Line(f"{pages}add/", LOOKING, _if("add" in may, OK), query=query)
        yield Line(f"{pages}add/", "POST", _if("add" in may, MOVED), query=query)
        yield Line(f"{page}change/", LOOKING, looking())
        yield Line(f"{page}change/", "POST", _if("change" in may, MOVED))
        yield Line(f"{page}delete/", LOOKING, _if("delete" in may, OK))
        yield Line(f"{page}delete/", "POST", _if("delete" in may, MOVED), {"post": "yes"})
        yield Line(f"{page}history/", f"{LOOKING} POST", looking())
        yield Line(page, "GET HEAD POST", staff(MOVED, clerk=MOVED))
        yield Line(page, "BREW", staff(NOT_SO, clerk=NOT_SO))


def _if(is_allowed: bool, word: str) -> Rule:
    return staff(word if is_allowed else FORBIDDEN)


TABLE = [*LINES, *sign_in_lines(), *ADMIN_LINES, *desk_lines()]
