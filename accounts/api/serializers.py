"""Shapes in and out of the endpoints of accounts."""

from __future__ import annotations

from typing import Any

from accounts.models import Scope, Token, User
from accounts.zones import zone
from wire.conditions import tag
from wire.cursors import Page
from wire.instants import format_instant
from wire.parsing import Choice, Day, Flag, ListOf, Name, Slug, StrictSerializer, Text

MOST_SHARED_ROADMAPS = 100
MOST_SCOPES = 10


class ZoneName(Text):
    """The exact IANA name of a time zone."""

    def read(self, value: Any) -> str:
        name = super().read(value)
        try:
            return zone(name).key
        except ValueError:
            self.refuse("not_a_choice", "Use an IANA time zone such as Europe/Berlin.")

    def as_schema(self) -> dict[str, Any]:
        # The names come and go with the tz database, so that a list of them would not hold.
        return {"type": "string", "format": "iana-time-zone"}


class Scopes(ListOf):
    """At least one scope, each counted once, in a fixed order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Choice(Scope.values), min_length=1, max_length=MOST_SCOPES, **kwargs)

    def read(self, value: Any) -> list[str]:
        return sorted(set(super().read(value)))


class SharingWanted(StrictSerializer):
    profile = Flag(required=False)
    roadmaps = ListOf(Slug(), max_length=MOST_SHARED_ROADMAPS, required=False)

    example = {"profile": True, "roadmaps": ["ai-engineer"]}


class ProfileWanted(StrictSerializer):
    """What is left out stays; `handle` null gives the handle back."""

    name = Name(max_length=100)
    handle = Slug(allow_null=True)
    time_zone = ZoneName(max_length=64)
    locale = Text(
        max_length=35,
        pattern="[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
        hint="Use a language tag such as en or pt-BR.",
    )
    sharing = SharingWanted()

    example = {
        "name": "Ada",
        "handle": "ada",
        "time_zone": "Europe/Berlin",
        "locale": "en",
    }


class TokenWanted(StrictSerializer):
    name = Name(min_length=1, max_length=100)
    scopes = Scopes()
    expires_on = Day(allow_null=True, required=False, default=None)

    example = {"name": "laptop", "scopes": ["read", "write"], "expires_on": None}


def changes_of(wanted: dict[str, Any]) -> dict[str, Any]:
    """The columns of User that a parsed ProfileWanted sets."""
    sharing = wanted.pop("sharing", {})
    if "profile" in sharing:
        wanted["is_profile_shared"] = sharing["profile"]
    if "roadmaps" in sharing:
        wanted["shared_roadmaps"] = list(dict.fromkeys(sharing["roadmaps"]))
    return wanted


def profile_body(user: User) -> dict[str, Any]:
    return {
        "id": str(user.pk),
        "email": user.email,
        "name": user.name,
        "handle": user.handle,
        "time_zone": user.time_zone,
        "locale": user.locale,
        "sharing": {"profile": user.is_profile_shared, "roadmaps": user.shared_roadmaps},
    }


def tag_of(user: User) -> str:
    """The ETag of her profile."""
    return tag(profile_body(user))


def tag_of_tokens(user: User, page: Page) -> str:
    """The ETag of a page of her tokens."""
    return tag(user.pk, page.next_cursor, [token_body(token) for token in page.rows])


def token_body(token: Token) -> dict[str, Any]:
    return {
        "id": str(token.pk),
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "created_at": format_instant(token.created_at),
        "expires_on": token.expires_on.isoformat(),
        "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
    }
