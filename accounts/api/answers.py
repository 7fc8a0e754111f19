"""The answers of accounts as the schema describes them; `serializers` makes them."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Scope


class SharingAnswer(serializers.Serializer):
    profile = serializers.BooleanField()
    roadmaps = serializers.ListField(child=serializers.SlugField())


class ProfileAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    handle = serializers.SlugField(allow_null=True)
    time_zone = serializers.CharField(help_text="An IANA name such as Europe/Berlin.")
    locale = serializers.CharField()
    sharing = SharingAnswer()


class TokenAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="How the secret begins, to tell tokens apart.")
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.values))
    created_at = serializers.DateTimeField()
    expires_on = serializers.DateField(help_text="The last day it works, in UTC.")
    last_used_on = serializers.DateField(allow_null=True)


class IssuedTokenAnswer(TokenAnswer):
    token = serializers.CharField(
        required=False, help_text="The secret, in the answer that made the token only."
    )


class TokenPage(serializers.Serializer):
    items = TokenAnswer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
