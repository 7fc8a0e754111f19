"""Shapes in and out of the endpoints of accounts."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from accounts.models import Scope, Token, User
from accounts.zones import zone
from wire.conditions import etag_of
from wire.instants import format_instant
from wire.parsing import Choice, Day, Flag, ListOf, Slug, StrictSerializer, Text

MOST_SHARED_ROADMAPS = 100
MOST_SCOPES = 10
# Line and paragraph separators, controls, and what turns the direction of text around or hides.
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
# Needed inside words and emoji of several scripts, and harmless there.
_JOINERS = {"\u200c", "\u200d"}


class PlainName(Text):
    """A name as people see it: composed (NFC), without characters that hide or reorder others."""

    def read(self, value: Any) -> str:
        name = unicodedata.normalize("NFC", super().read(value))
        if any(unicodedata.category(c) in _UNSEEN and c not in _JOINERS for c in name):
            self.refuse("bad_character", "Use no control or direction characters.")
        return super().read(name.strip())


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
        return {**super().as_schema(), "format": "iana-time-zone"}


class Scopes(ListOf):
    """At least one scope, each counted once, in a fixed order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Choice(Scope.values), min_length=1, max_length=MOST_SCOPES, **kwargs)

    def read(self, value: Any) -> list[str]:
        return sorted(set(super().read(value)))


class SharingWanted(StrictSerializer):
    profile = Flag(required=False)
    roadmaps = ListOf(Slug(), max_length=MOST_SHARED_ROADMAPS, required=False)


class ProfileWanted(StrictSerializer):
    """What is left out stays; `handle` null gives the handle back."""

    name = PlainName(max_length=100)
    handle = Slug(allow_null=True)
    time_zone = ZoneName(max_length=64)
    locale = Text(
        max_length=35,
        pattern="[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
        hint="Use a language tag such as en or pt-BR.",
    )
    sharing = SharingWanted()


class TokenWanted(StrictSerializer):
    name = PlainName(min_length=1, max_length=100)
    scopes = Scopes()
    expires_on = Day(allow_null=True, required=False, default=None)


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
    """The ETag of her profile: equal for equal profiles only."""
    return etag_of(json.dumps(profile_body(user), sort_keys=True).encode())


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
