"""The matrix in motion: a line is asked by every role, and what comes of it is held to its rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client

from tests.authorization.asking import all_rows, ask, changed, rows_of, told
from tests.authorization.cast import Cast, Role, the_cast
from tests.authorization.table import SUCCEEDS, Body, Line
from tests.desk import filled

TWO_OPTIONS = {
    f"options-{index}-{name}": value
    for index, option in enumerate(
        [
            {"text": "Yes.", "key": "yes", "why": "Because.", "points-ai-engineer": 3},
            {"text": "No.", "key": "no", "why": "Because.", "points-ai-engineer": 0},
        ]
    )
    for name, value in option.items()
}
# What the forms of the admin want to know of something new.
NEW: Mapping[str, dict[str, Any]] = {
    "/admin/roadmap/node/add/": {"key": "~new", "title": "New"},
    "/admin/roadmap/question/add/": {"text": "New?", "key": "new", **TWO_OPTIONS},
    "/admin/roadmap/roadmap/add/": {"title": "New", "slug": "new", "kind": "role"},
    "/admin/roadmap/skill/add/": {"title": "New", "slug": "new", "kind": "tool", "minutes": 60},
    "/admin/roadmap/track/add/": {"title": "New", "slug": "new"},
    "/admin/auth/group/add/": {"name": "new"},
}
Asks = list[tuple[str, Role]]
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
THE_OWNER = {"reader", "writer", "script", "stale", "owner", "resetting"}


@dataclass
class Tally:
    """How much was asked, and what came out wrong."""

    asked: set[tuple[str, str, str]] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    def summary(self) -> str:
        routes, methods, roles = (len(set(column)) for column in zip(*self.asked, strict=True))
        told = f"{len(self.asked)} rows: {routes} routes, {methods} methods, {roles} roles"
        return f"{told}; {len(self.leaks)} leaks, {len(self.surprises)} other surprises"


# Of this run, for the closing lines of the tests' output.
TALLY = Tally()


class Stage:
    """The cast on a database of its own; whatever is asked is undone before the next one asks."""

    def __init__(self) -> None:
        self.cast: Cast = the_cast()
        self._client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        self.rows = all_rows()
        self._hers = rows_of(self.cast.owner)

    def wrong_about(self, line: Line, roles: list[Role]) -> list[str]:
        """What comes out otherwise than the line says, by all its methods and for these roles."""
        methods = line.methods.split()
        asks = [(method, role) for method in methods for role in roles]
        acts = [(method, role) for method, role in asks if _acts(line, method, role)]
        idle = [(method, role) for method, role in asks if (method, role) not in acts]
        body = self._body(line)
        return [
            *self._wrong_about_idle(line, body, idle),
            *self._wrong_about_acts(line, body, acts),
        ]

    def _wrong_about_idle(self, line: Line, body: Body | None, asks: Asks) -> Iterator[str]:
        """Those who read or are refused change nothing, all of them together."""
        with undone():
            for method, role in asks:
                yield from self._try(line, method, role, body)
            yield from _leak(f"{line.methods} {line.route}", changed(self.rows, all_rows()))

    def _wrong_about_acts(self, line: Line, body: Body | None, asks: Asks) -> Iterator[str]:
        """Those who may write do, each for herself; the owner's rows are changed by her alone."""
        for method, role in asks:
            with undone():
                yield from self._try(line, method, role, body)
                if _is_stranger(line, role):
                    hers = changed(self._hers, rows_of(self.cast.owner))
                    yield from _leak(f"{method} {line.route} by {role.name}", hers)

    def send(self, line: Line, method: str, headers: Mapping[str, str]) -> Any:
        """The answer to what would succeed for whoever may."""
        return self._send(line, method, headers, self._body(line) if method in WRITES else None)

    def _send(
        self, line: Line, method: str, headers: Mapping[str, str], body: Body | None = None
    ) -> Any:
        path = self.cast.path(line.route + (f"?{line.query}" if line.query else ""))
        return ask(self._client, method, path, headers, body)

    def _try(self, line: Line, method: str, role: Role, body: Body | None) -> Iterator[str]:
        expected = line.rule.for_(role.kind).removesuffix(" done")
        if method == "HEAD" and expected[0].isdigit():
            expected = expected.split()[0]
        sent = body if method in WRITES else None
        answer = told(self._send(line, method, role.headers(line.route), sent))
        TALLY.asked.add((line.route, method, role.name))
        if answer != expected:
            surprise = f"{method} {line.route} by {role.name}: {answer}, not {expected}"
            (TALLY.leaks if answer in SUCCEEDS else TALLY.surprises).append(surprise)
            yield surprise

    def _body(self, line: Line) -> Body | None:
        """What would succeed for whoever may: as the line says, or as the admin's form says."""
        if line.body is not None:
            names = self.cast.names_for(line.route)
            return {
                name: value.format(**names) if isinstance(value, str) else value
                for name, value in line.body.items()
            }
        if "POST" in line.methods and line.route.endswith(("/add/", "/change/")):
            curator = self.cast.role("staff with permission")
            page = self._send(line, "GET", curator.headers(line.route))
            if page.status_code == 200 and "adminform" in page.context:
                return filled(page) | NEW.get(line.route, {})
        return None


def _leak(what: str, tables: list[str]) -> Iterator[str]:
    if tables:
        leak = f"{what} changed {', '.join(tables)}"
        TALLY.leaks.append(leak)
        yield leak


def _acts(line: Line, method: str, role: Role) -> bool:
    return method in WRITES and line.rule.for_(role.kind) in SUCCEEDS


def _is_stranger(line: Line, role: Role) -> bool:
    is_staff_at_work = role.kind == "curator" and line.route.startswith("/admin/")
    return not (role.kind in THE_OWNER or is_staff_at_work or line.is_by_secret)


@contextmanager
def undone() -> Iterator[None]:
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)
