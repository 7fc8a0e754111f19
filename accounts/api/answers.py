"""The answers of accounts as the schema describes them; `serializers` makes them."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Scope


class SharingAnswer(serializers.Serializer):
    profile = serializers.BooleanField()
    roadmaps = serializers.ListField(child=serializers.SlugField())

    example = {"profile": False, "roadmaps": []}


class ProfileAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    handle = serializers.SlugField(allow_null=True)
    time_zone = serializers.CharField(help_text="An IANA name such as Europe/Berlin.")
    locale = serializers.CharField()
    sharing = SharingAnswer()

    example = {
        "id": "0198f0aa-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "email": "ada@waymark.example",
        "name": "Ada",
        "handle": None,
        "time_zone": "Europe/Berlin",
        "locale": "en",
    }


class TokenAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="How the secret begins, to tell tokens apart.")
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.values))
    created_at = serializers.DateTimeField()
    expires_on = serializers.DateField(help_text="The last day it works, in UTC.")
    last_used_on = serializers.DateField(allow_null=True)

    example = {
        "id": "0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "name": "laptop",
        "prefix": "wm_Ab3x",
        "scopes": ["read", "write"],
        "created_at": "2026-11-20T08:00:00Z",
        "expires_on": "2027-11-20",
        "last_used_on": None,
    }


class IssuedTokenAnswer(TokenAnswer):
    token = serializers.CharField(
        required=False, help_text="The secret, in the answer that made the token only."
    )

    example = {"token": "wm_Ab3xK0f4c9Qm2Tz7Yw1Vn5Rb8Lh6Gd3Sp0Jx4Eu9Ct2"}


class TokenPage(serializers.Serializer):
    items = TokenAnswer(many=True)
    next_cursor = serializers.CharField(allow_null=True)

    example = {"next_cursor": None}
